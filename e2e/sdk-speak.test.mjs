// The official JavaScript SDK speaks: streams, and whole texts.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { assertAudible, assertRequests, assertUnderstood, expectWords, sdk, sentence, Socket } from './sdk.mjs';
import { sleep, until } from './wait.mjs';
import { rms, toSamples } from './wav.mjs';

let server;
before(async () => {
  server = await Server.start('sdk-speak');
});
const made = { '/v1/speak': 0 }; // requests
after(async () => {
  await assertRequests(server, made);
  await server.stop();
});

const rate = 24000;

function aura() {
  made['/v1/speak']++;
  return sdk(server).speak.v1;
}

const speak = (args = {}) => Socket.open(aura().connect({ model: 'aura-2-asteria-en', encoding: 'linear16', sample_rate: rate, ...args }));

describe('speak v1', { concurrency: 2 }, () => {
  test('Speak, Flush and Close straight away: all is said before the end', { timeout: 60_000 }, async () => {
    const socket = await speak();
    socket.send.sendText({ type: 'Speak', text: sentence });
    socket.send.sendFlush({ type: 'Flush' });
    socket.send.sendClose({ type: 'Close' });
    await socket.ended();
    assert.deepEqual(socket.messages.map((m) => m.message.type), ['Metadata', 'Flushed']);
    const [metadata, flushed] = socket.messages;
    assert.equal(metadata.after, 0, 'Metadata is first');
    assert.equal(metadata.message.model_name, 'aura-2-asteria-en');
    assert.match(metadata.message.request_id, /^[0-9a-f-]{36}$/);
    assert.equal(flushed.message.sequence_id, 0);
    assert.equal(flushed.after, socket.bytes, 'all audio comes before its Flushed');
    assertAudible('sdk-speak', toSamples(await socket.audio()), rate, sentence);
  });

  test('one text and no Flush: audio comes all the same', { timeout: 60_000 }, async () => {
    const socket = await speak();
    socket.send.sendText({ type: 'Speak', text: sentence });
    await until('there is audio', () => socket.bytes > rate, 5000);
    await sleep(500);
    socket.send.sendClose({ type: 'Close' });
    await socket.ended();
    assertAudible('sdk-snippet', toSamples(await socket.audio()), rate, sentence);
  });

  test('token by token, one flush after the other', { timeout: 60_000 }, async () => {
    const socket = await speak();
    const replies = ['The first reply is short.', 'The second reply is a little longer.'];
    for (const reply of replies) {
      for (const token of reply.split(/(?<= )/)) socket.send.sendText({ type: 'Speak', text: token });
      socket.send.sendFlush({ type: 'Flush' });
    }
    socket.send.sendClose({ type: 'Close' });
    await socket.ended();
    const ends = socket.messages.filter((m) => m.message.type === 'Flushed');
    assert.deepEqual(ends.map((m) => m.message.sequence_id), [0, 1]);
    for (const [i, reply] of replies.entries()) {
      const audio = await socket.audio(i === 0 ? 0 : ends[i - 1].after, ends[i].after);
      assertAudible(`sdk-reply-${i}`, toSamples(audio), rate, reply);
    }
  });

  test('Clear: nothing old comes after Cleared', { timeout: 60_000 }, async () => {
    const socket = await speak();
    socket.send.sendText({ type: 'Speak', text: `${sentence} `.repeat(20) });
    socket.send.sendFlush({ type: 'Flush' });
    await until('there is audio', () => socket.bytes > 0);
    socket.send.sendClear({ type: 'Clear' });
    await socket.message('Cleared');
    const { after: cleared } = socket.messages.find((m) => m.message.type === 'Cleared');
    const fresh = 'What is your name?';
    socket.send.sendText({ type: 'Speak', text: fresh });
    socket.send.sendFlush({ type: 'Flush' });
    socket.send.sendClose({ type: 'Close' });
    await socket.ended();
    const audio = toSamples(await socket.audio(cleared));
    assert.ok(audio.length < rate * 4, `${(audio.length / rate).toFixed(1)} s follow`);
    assertAudible('sdk-cleared', audio, rate, fresh);
  });

  test('encodings and rates', { timeout: 60_000 }, async () => {
    const lengths = [];
    for (const [encoding, sampleRate, size] of [['linear16', 8000, 2], ['linear16', 48000, 2], ['mulaw', 8000, 1], ['alaw', 16000, 1]]) {
      const socket = await speak({ encoding, sample_rate: sampleRate });
      socket.send.sendText({ type: 'Speak', text: sentence });
      socket.send.sendFlush({ type: 'Flush' });
      socket.send.sendClose({ type: 'Close' });
      await socket.ended();
      lengths.push(socket.bytes / size / sampleRate);
      if (size === 2) assert.ok(rms(toSamples(await socket.audio())) > 0.01, 'it is audible');
    }
    const [first, ...others] = lengths;
    assert.ok(first > 1 && others.every((l) => Math.abs(l - first) < 0.1), `they last as long as each other: ${lengths.join(', ')}`);
  });

  test('a voice that nobody has is refused', { timeout: 60_000 }, async () => {
    made['/v1/speak']++;
    const answer = await fetch(`${server.url}/v1/speak?model=aura-2-nobody-xx`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: sentence }) });
    assert.equal(answer.status, 400);
    assert.ok(answer.headers.get('dg-error'));
    assert.ok(answer.headers.get('dg-request-id'));
  });
});

describe('speak REST', { concurrency: 2 }, () => {
  const generate = async (args) => {
    const answer = await aura().audio.generate({ text: sentence, model: 'aura-2-thalia-en', ...args }).withRawResponse();
    return { headers: answer.rawResponse.headers, bytes: Buffer.from(await answer.data.arrayBuffer()) };
  };

  test('a WAV file', { timeout: 60_000 }, async () => {
    const { headers, bytes } = await generate({ encoding: 'linear16', container: 'wav', sample_rate: 16000 });
    assert.equal(headers.get('content-type'), 'audio/wav');
    assert.equal(headers.get('dg-model-name'), 'aura-2-thalia-en');
    assert.equal(headers.get('dg-char-count'), String(sentence.length));
    assert.ok(headers.get('dg-request-id'));
    writeFileSync(`${out}sdk-rest.wav`, bytes);
    expectWords(`${out}sdk-rest.wav`, sentence);
  });

  test('raw samples', { timeout: 60_000 }, async () => {
    const { headers, bytes } = await generate({ encoding: 'linear16', container: 'none', sample_rate: 48000 });
    assert.match(headers.get('content-type'), /^audio\/l16;\s*rate=48000$/);
    const samples = toSamples(bytes);
    assert.ok(rms(samples) > 0.01 && samples.length > 48000, 'a second and more, and audible');
  });

  test('mu-law', { timeout: 60_000 }, async () => {
    const { headers, bytes } = await generate({ encoding: 'mulaw', container: 'none' });
    assert.match(headers.get('content-type'), /^audio\/mulaw;\s*rate=8000$/);
    assert.ok(bytes.length > 8000 && new Set(bytes).size > 50, 'a second and more, and no silence');
  });

  for (const [encoding, type, begins, bitRate] of [['opus', 'audio/ogg;codecs=opus', 'OggS', 32000], ['mp3', 'audio/mpeg', '\xff\xf3', 48000], ['flac', 'audio/flac', 'fLaC']]) {
    test(encoding, { timeout: 60_000 }, async () => {
      const { headers, bytes } = await generate({ encoding, ...(bitRate && { bit_rate: bitRate }) });
      assert.equal(headers.get('content-type'), type);
      assert.equal(bytes.toString('latin1', 0, begins.length), begins);
      writeFileSync(`${out}sdk-rest.${encoding}`, bytes);
      expectWords(`${out}sdk-rest.${encoding}`, sentence); // which decodes it
    });
  }

  test('MP3 when nothing is asked for', { timeout: 60_000 }, async () => {
    const { headers } = await generate({});
    assert.equal(headers.get('content-type'), 'audio/mpeg');
  });

  test('what is not to be had is a bad request', { timeout: 60_000 }, async () => {
    for (const args of [{ encoding: 'mp3', sample_rate: 48000 }, { encoding: 'linear16', sample_rate: 12345 }, { text: '' }]) {
      await assert.rejects(generate(args), (error) => error.statusCode === 400, JSON.stringify(args));
    }
  });
});

test('what was spoken can be understood', { timeout: 60_000 }, assertUnderstood);
