// The official JavaScript SDK speaks by turns: GET and POST /v2/speak.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { assertAudible, assertRequests, assertUnderstood, expectWords, sdk, sentence, Socket } from './sdk.mjs';
import { words } from './wait.mjs';
import { toSamples } from './wav.mjs';

let server;
before(async () => {
  server = await Server.start('sdk-speak2');
});
const made = { '/v2/speak': 0 }; // requests
after(async () => {
  await assertRequests(server, made);
  await server.stop();
});

const rate = 24000;
const bytesPerMs = (2 * rate) / 1000;

function flux() {
  made['/v2/speak']++;
  return sdk(server).speak.v2;
}

/** Connects as the SDK's own example does. */
const speak = (args = {}) => Socket.open(flux().createConnection({ model: 'flux-alexis-en', encoding: 'linear16', sample_rate: String(rate), ...args }));

const types = (socket) => socket.messages.map((m) => m.message.type);

function say(socket, text) {
  for (const token of text.split(/(?<= )/)) socket.send.sendSpeak({ type: 'Speak', text: token });
  socket.send.sendFlush({ type: 'Flush' });
}

async function close(socket) {
  socket.send.sendClose({ type: 'Close' });
  await socket.ended();
}

describe('speak v2', { concurrency: 2 }, () => {
  test('tokens, Flush and Close: one speech with all its messages', { timeout: 60_000 }, async () => {
    const socket = await speak({ tag: 'test', mip_opt_out: true });
    say(socket, sentence);
    await close(socket);
    assert.deepEqual(types(socket), ['Connected', 'SpeechStarted', 'Flushed', 'SpeechMetadata', 'SessionMetadata']);
    const [connected, started, flushed, ended, total] = socket.messages.map((m) => m.message);
    assert.equal(connected.model_name, 'flux-alexis-en');
    assert.match(connected.request_id, /^[0-9a-f-]{36}$/);
    assert.equal(connected.model_uuids.length, 1);
    assert.match(started.speech_id, /^dg_sp_[0-9a-f]{12}$/);
    assert.deepEqual([flushed.speech_id, ended.speech_id], [started.speech_id, started.speech_id]);
    assert.equal(ended.input_character_count, sentence.length);
    assert.ok(Math.abs(ended.audio_duration_ms - socket.bytes / bytesPerMs) < 1, `${ended.audio_duration_ms} ms`);
    assert.equal(total.total_audio_duration_ms, ended.audio_duration_ms);
    assert.equal(socket.messages[1].after, 0, 'SpeechStarted comes before the audio');
    assert.equal(socket.messages[3].after, socket.bytes, 'and SpeechMetadata behind it');
    assertAudible('sdk-flux', toSamples(await socket.audio()), rate, sentence);
  });

  test('Interrupt: what was heard is told, and what follows is new', { timeout: 60_000 }, async () => {
    const socket = await speak();
    const text = `What is your name? ${sentence} Can you hear me? Tell me a story.`;
    say(socket, text);
    await socket.message('SpeechMetadata');
    const all = socket.bytes;
    const value = Math.floor((all * 0.55) / bytesPerMs);
    socket.send.sendInterrupt({ type: 'Interrupt', playback_offset: { type: 'time_ms', value } });
    const cut = await socket.message('SpeechInterrupted');
    assert.equal(cut.audio_played_ms, value);
    assert.equal(cut.text_spoken + cut.text_remaining, text);
    assert.ok(words(cut.text_spoken).length >= 5 && words(cut.text_remaining).length >= 5, JSON.stringify(cut));
    assertAudible('sdk-flux-cut', toSamples(await socket.audio(0, value * bytesPerMs)), rate, cut.text_spoken);

    const fresh = 'Goodbye, and thank you.';
    say(socket, fresh);
    await close(socket);
    assertAudible('sdk-flux-fresh', toSamples(await socket.audio(all)), rate, fresh);
    const [total] = socket.of('SessionMetadata');
    const played = value + (socket.bytes - all) / bytesPerMs;
    assert.ok(Math.abs(total.total_audio_duration_ms - played) < 2, `${total.total_audio_duration_ms} of ${played} ms`);
  });

  test('Interrupt as it is spoken, without an offset: the rest never comes', { timeout: 60_000 }, async () => {
    const socket = await speak();
    socket.send.sendInterrupt({ type: 'Interrupt' });
    assert.equal((await socket.message('Warning')).code, 'NO_AUDIO_GENERATED');
    socket.send.sendSpeak({ type: 'Speak', text: `${sentence} `.repeat(60) }); // the speech goes on
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.send.sendInterrupt({ type: 'Interrupt' });
    const cut = await socket.message('SpeechInterrupted');
    assert.deepEqual([cut.text_spoken, cut.text_remaining], [undefined, undefined]);
    assert.equal(cut.metadata.speech_id, socket.of('SpeechStarted')[0].speech_id);
    const { after: cutAt } = socket.messages.find((m) => m.message.type === 'SpeechInterrupted');
    await close(socket);
    assert.equal(socket.bytes, cutAt, 'no audio comes behind SpeechInterrupted');
  });

  test('Configure: the next speech is faster', { timeout: 60_000 }, async () => {
    const socket = await speak();
    say(socket, sentence);
    const { audio_duration_ms: usual } = await socket.message('SpeechMetadata');
    socket.send.sendConfigure({ type: 'Configure', speed: 1.25 });
    assert.deepEqual((await socket.message('ConfigureSuccess')).applied, { speed: 1.25 });
    socket.send.sendConfigure({ type: 'Configure', speed: 3 });
    const failure = await socket.message('ConfigureFailure');
    assert.deepEqual([failure.code, failure.field, failure.value], ['SPEED_OUT_OF_RANGE', 'speed', 3]);
    say(socket, sentence);
    await close(socket);
    const fast = socket.of('SpeechMetadata')[1].audio_duration_ms;
    assert.ok(Math.abs(usual / fast - 1.25) < 0.1, `${usual} ms became ${fast}`);
  });

  test('speeches wait for each other', { timeout: 60_000 }, async () => {
    const socket = await speak({ sample_rate: '44100', speed: 1.1 });
    for (const text of ['The first one is short.', 'The second one is a little longer.']) say(socket, text);
    await close(socket);
    assert.deepEqual(types(socket), ['Connected',
      'SpeechStarted', 'Flushed', 'SpeechMetadata', 'SpeechStarted', 'Flushed', 'SpeechMetadata', 'SessionMetadata']);
    const [first, second] = socket.of('SpeechMetadata').map((m) => m.speech_id);
    assert.notEqual(first, second);
  });

  test('a voice of another path is refused, and an unknown parameter', { timeout: 60_000 }, async () => {
    const refusals = [['model=aura-2-thalia-en', 'v2'], ['model=flux-alexis-en', 'v1'], ['model=flux-alexis-en&punctuate=true', 'v2'], ['', 'v2']];
    for (const [query, version] of refusals) {
      if (version === 'v2') made['/v2/speak']++;
      const answer = await fetch(`${server.url}/${version}/speak?${query}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: sentence }) });
      assert.equal(answer.status, 400, `${version} ${query}`);
      assert.ok(answer.headers.get('dg-error'));
    }
  });
});

test('speak v2 by REST', { timeout: 60_000 }, async () => {
  const answer = await flux().audio.generate({ text: sentence, model: 'flux-jack-en', encoding: 'linear16', container: 'wav', sample_rate: 16000 }).withRawResponse();
  assert.equal(answer.rawResponse.headers.get('content-type'), 'audio/wav');
  assert.equal(answer.rawResponse.headers.get('dg-model-name'), 'flux-jack-en');
  writeFileSync(`${out}sdk-flux-rest.wav`, Buffer.from(await answer.data.arrayBuffer()));
  expectWords(`${out}sdk-flux-rest.wav`, sentence);
});

test('what was spoken can be understood', { timeout: 60_000 }, assertUnderstood);
