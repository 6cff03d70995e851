// The official JavaScript SDK listens: streams of Nova and Flux, and files.
import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { run, Server } from './binary.mjs';
import { micRate } from './mic.mjs';
import { assertRequests, recording, sdk, Socket, spoken, stream, wavFile } from './sdk.mjs';
import { sleep, words } from './wait.mjs';
import { toBytes } from './wav.mjs';

let server;
let samples; // of what is spoken, at 16 kHz
let wav44; // the same as a WAV file at 44.1 kHz, as the SDK's examples have it
before(async () => {
  server = await Server.start('sdk-listen');
  samples = await recording();
  wav44 = wavFile('sdk-44k', samples, 44100);
});
const made = { '/v1/listen': 0, '/v2/listen': 0 }; // requests
after(async () => {
  await assertRequests(server, made);
  await server.stop();
});

const raw = { model: 'nova-3', encoding: 'linear16', sample_rate: micRate };

/** A client of streams and files, and one of turns. */
function nova() {
  made['/v1/listen']++;
  return sdk(server).listen.v1;
}
function flux() {
  made['/v2/listen']++;
  return sdk(server).listen.v2;
}

const listen = (args) => Socket.open(nova().connect(args));
const turns = (args) => Socket.open(flux().connect(args));

/** The finals of a stream. Fails if they are not one behind the other from the beginning. */
function finals(socket) {
  const list = socket.of('Results').filter((m) => m.is_final);
  let at = 0;
  for (const { start, duration } of list) {
    assert.ok(Math.abs(start - at) < 0.005, `a final starts at ${start}, the one before ended at ${at}`);
    at = start + duration;
  }
  return list;
}

const heard = (socket) => words(finals(socket).map((m) => m.channel.alternatives[0].transcript).join(' '));

/** Ends a stream as the protocol wants it, and checks what every stream must hold to. */
async function close(socket, seconds) {
  socket.send.sendCloseStream({ type: 'CloseStream' });
  await socket.ended();
  const last = socket.messages.at(-1).message;
  assert.equal(last.type, 'Metadata', 'Metadata is last');
  assert.ok(Math.abs(last.duration - seconds) < 0.1, `${last.duration} s of ${seconds} s were heard`);
  const ids = new Set(socket.messages.map((m) => m.message).map((m) => m.request_id ?? m.metadata?.request_id).filter(Boolean));
  assert.equal(ids.size, 1, 'all messages have one request id');
  const known = ['Results', 'Metadata', 'SpeechStarted', 'UtteranceEnd'];
  assert.deepEqual(socket.messages.filter((m) => !known.includes(m.message.type)), [], 'no other type is sent');
}

const seconds = () => samples.length / micRate;

describe('listen v1', { concurrency: 2 }, () => {
  test('a microphone', { timeout: 60_000 }, async () => {
    const socket = await listen({ ...raw, interim_results: 'true', vad_events: 'true', utterance_end_ms: 1000, endpointing: 300, punctuate: 'true' });
    await stream(samples, (bytes) => socket.send.sendMedia(bytes));
    await socket.message('Results', { test: (m) => m.speech_final });
    await close(socket, seconds());
    assert.deepEqual(heard(socket), words(spoken));
    assert.ok(socket.of('Results').some((m) => !m.is_final && m.channel.alternatives[0].transcript !== ''), 'there are interims');
    assert.equal(socket.of('SpeechStarted').length, 1);
    assert.ok(Math.abs(socket.of('SpeechStarted')[0].timestamp - 0.4) < 0.3, 'speech started where it did');
    for (const { word, start, end, confidence, punctuated_word: punctuated } of finals(socket).flatMap((m) => m.channel.alternatives[0].words)) {
      assert.ok(start >= 0.2 && end > start && end < seconds(), `${word} is where it was said: ${start} to ${end}`);
      assert.ok(confidence > 0 && confidence <= 1);
      assert.ok(punctuated, `${word} as it is written`);
    }
  });

  test('bursts', { timeout: 60_000 }, async () => {
    const socket = await listen(raw);
    const bytes = toBytes(samples);
    for (let at = 0; at < bytes.length; at += 4096) {
      socket.send.sendMedia(bytes.subarray(at, at + 4096));
      await sleep(10);
    }
    await close(socket, seconds());
    assert.deepEqual(heard(socket), words(spoken));
    assert.ok(socket.of('Results').every((m) => m.is_final), 'nobody asked for interims');
  });

  test('a whole 44.1 kHz file at once, without a word on its encoding', { timeout: 60_000 }, async () => {
    const socket = await listen({ model: 'nova-3' });
    socket.send.sendMedia(readFileSync(wav44));
    await close(socket, seconds());
    const { stdout } = await run(['transcribe', wav44]);
    assert.deepEqual(heard(socket), words(stdout), 'the same as visavis transcribe');
    assert.deepEqual(heard(socket), words(spoken));
  });

  test('Finalize gives what was said so far, and the stream goes on', { timeout: 60_000 }, async () => {
    const socket = await listen({ ...raw, endpointing: 'false' });
    const quiet = Math.round(0.8 * micRate);
    socket.send.sendMedia(toBytes(samples.subarray(0, samples.length - quiet)));
    await sleep(200);
    socket.send.sendFinalize({ type: 'Finalize' });
    const final = await socket.message('Results', { test: (m) => m.from_finalize });
    assert.ok(final.is_final);
    assert.deepEqual(heard(socket), words(spoken));
    socket.send.sendKeepAlive({ type: 'KeepAlive' });
    socket.send.sendMedia(toBytes(samples.subarray(samples.length - quiet)));
    socket.send.sendMedia(toBytes(samples));
    await close(socket, 2 * seconds());
    assert.deepEqual(heard(socket), words(`${spoken} ${spoken}`));
  });

  test('a client that just goes', { timeout: 60_000 }, async () => {
    const socket = await listen(raw);
    socket.send.sendMedia(toBytes(samples));
    socket.leave();
  });

  test('for await', { timeout: 60_000 }, async () => {
    const connection = await nova().connect(raw);
    connection.connect();
    await connection.waitForOpen();
    connection.sendMedia(toBytes(samples));
    connection.sendCloseStream({ type: 'CloseStream' });
    const text = [];
    for await (const message of connection) {
      if (message.type === 'Results' && message.is_final) text.push(message.channel.alternatives[0].transcript);
    }
    assert.deepEqual(words(text.join(' ')), words(spoken));
  });
});

describe('listen v2', { concurrency: 2 }, () => {
  /** Ends a stream and checks the order of its messages; returns those of turns. */
  async function ended(socket) {
    socket.send.sendCloseStream({ type: 'CloseStream' });
    await socket.ended();
    const all = socket.messages.map((m) => m.message);
    assert.equal(all[0].type, 'Connected');
    assert.deepEqual(all.map((m) => m.sequence_id), all.map((_, i) => i), 'ids without gaps');
    assert.equal(new Set(all.map((m) => m.request_id)).size, 1);
    return all.filter((m) => m.type === 'TurnInfo');
  }

  test('a microphone', { timeout: 60_000 }, async () => {
    const socket = await turns({ model: 'flux-general-en', encoding: 'linear16', sample_rate: micRate, eot_timeout_ms: 1500 });
    await stream(await recording(spoken, { after: 2 }), (bytes) => socket.send.sendMedia(bytes));
    const end = await socket.message('TurnInfo', { test: (m) => m.event === 'EndOfTurn' });
    assert.deepEqual(words(end.transcript), words(spoken));
    assert.deepEqual(words(end.words.map((w) => w.word).join(' ')), words(spoken));
    assert.ok(end.end_of_turn_confidence > 0 && end.end_of_turn_confidence <= 1);
    const events = (await ended(socket)).filter((m) => m.turn_index === 0).map((m) => m.event);
    const state = events.filter((e) => e !== 'Update');
    assert.deepEqual(state, ['StartOfTurn', 'EndOfTurn'], events.join(' '));
  });

  test('an eager end', { timeout: 60_000 }, async () => {
    const socket = await turns({ model: 'flux-general-en', encoding: 'linear16', sample_rate: micRate, eager_eot_threshold: 0.4, eot_timeout_ms: 1500 });
    await stream(await recording(spoken, { after: 2 }), (bytes) => socket.send.sendMedia(bytes));
    const end = await socket.message('TurnInfo', { test: (m) => m.event === 'EndOfTurn' });
    const list = await ended(socket);
    const eager = list.filter((m) => m.event === 'EagerEndOfTurn');
    assert.ok(eager.length > 0, 'the end was foreseen');
    assert.equal(eager.at(-1).transcript, end.transcript, 'and came as foreseen');
  });

  test('a whole 44.1 kHz file in pieces of 4096 bytes', { timeout: 60_000 }, async () => {
    const socket = await turns({ model: 'flux-general-en' });
    const bytes = Buffer.concat([readFileSync(wav44), Buffer.alloc(44100 * 2)]); // a second more of quiet
    for (let at = 0; at < bytes.length; at += 4096) {
      socket.send.sendMedia(bytes.subarray(at, at + 4096));
      await sleep(10);
    }
    const list = await ended(socket);
    assert.deepEqual(words(list.findLast((m) => m.turn_index === 0).transcript), words(spoken));
  });

  test('Configure, and a turn that is ended by force', { timeout: 60_000 }, async () => {
    const socket = await turns({ model: 'flux-general-en', encoding: 'linear16', sample_rate: micRate, eot_timeout_ms: 30_000, eot_threshold: 1 });
    socket.send.sendConfigure({ type: 'Configure', thresholds: { eot_timeout_ms: 20_000 }, keyterms: ['Visavis'] });
    const configured = await socket.message('ConfigureSuccess');
    assert.equal(configured.thresholds.eot_timeout_ms, 20_000);
    assert.deepEqual(configured.keyterms, ['Visavis']);
    await stream(samples, (bytes) => socket.send.sendMedia(bytes));
    socket.send.sendForceEndTurn({ type: 'ForceEndTurn' });
    const end = await socket.message('TurnInfo', { test: (m) => m.event === 'EndOfTurn' });
    assert.equal(end.trigger, 'manual');
    assert.deepEqual(words(end.transcript), words(spoken));
    await ended(socket);
  });
});

describe('listen REST', { concurrency: 2 }, () => {
  const media = () => nova().media;

  test('a file', { timeout: 60_000 }, async () => {
    const answer = await media().transcribeFile(createReadStream(wav44), { model: 'nova-3', punctuate: true, utterances: true, paragraphs: true });
    const { transcript, words: list, paragraphs } = answer.results.channels[0].alternatives[0];
    assert.deepEqual(words(transcript), words(spoken));
    assert.equal(list.length, words(spoken).length);
    assert.deepEqual(words(paragraphs.transcript), words(spoken));
    assert.deepEqual(words(answer.results.utterances.map((u) => u.transcript).join(' ')), words(spoken));
    assert.ok(Math.abs(answer.metadata.duration - seconds()) < 0.1);
    assert.match(answer.metadata.request_id, /^[0-9a-f-]{36}$/);
  });

  test('raw bytes', { timeout: 60_000 }, async () => {
    const answer = await media().transcribeFile(toBytes(samples), { model: 'nova-3', encoding: 'linear16' }, { queryParams: { sample_rate: micRate } });
    assert.deepEqual(words(answer.results.channels[0].alternatives[0].transcript), words(spoken));
  });

  test('what is no audio is a bad request that says so', { timeout: 60_000 }, async () => {
    await assert.rejects(media().transcribeFile(Buffer.from('this is no audio'), { model: 'nova-3' }), (error) => {
      assert.equal(error.statusCode, 400);
      assert.ok(error.body.err_msg ?? error.body.message, JSON.stringify(error.body));
      return true;
    });
  });

  test('an address on this machine is not asked', { timeout: 60_000 }, async () => {
    await assert.rejects(media().transcribeUrl({ url: `${server.url}/healthz`, model: 'nova-3' }), (error) => error.statusCode === 400);
  });
});
