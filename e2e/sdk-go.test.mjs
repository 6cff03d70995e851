// The official Go SDK as a client: e2e/sdk-go, a program in a module of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { anyKey, assertAudible, assertRequests, assertUnderstood, recording, sentence, spoken, wavFile } from './sdk.mjs';
import { buildGoSDK, goSDK } from './sdkgo.mjs';
import { words } from './wait.mjs';
import { readWav, toSamples } from './wav.mjs';

let server;
let wav16; // what is spoken, as a WAV file
let wav44;

before(async () => {
  await buildGoSDK();
  server = await Server.start('sdk-go');
  const samples = await recording();
  wav16 = wavFile('sdk-go-16k', samples);
  wav44 = wavFile('sdk-go-44k', samples, 44100);
});
after(async () => {
  await assertRequests(server, { '/v1/listen': 3, '/v1/speak': 3, '/v1/agent/converse': 1 });
  await server.stop();
});

/** Has the SDK do something; returns what came of it. */
const sdk = (command, ...args) => goSDK(anyKey, command, server.url, ...args);

/** Fails unless a socket was opened once, closed once, and nothing was wrong or unknown. */
function assertClean({ Opened, Errors, Unknown }) {
  assert.equal(Opened, 1, 'connected once');
  assert.deepEqual([Errors ?? [], Unknown ?? []], [[], []]);
}

describe('the Go SDK', { concurrency: 2 }, () => {
  test('a whole 44.1 kHz file, Finalize, and Stop', { timeout: 60_000 }, async () => {
    const heard = await sdk('listen', wav44);
    assert.deepEqual(words(heard.Text), words(spoken));
    assert.equal(heard.Interims, 0, 'nobody asked for interims');
    assertClean(heard);
  });

  test('a microphone', { timeout: 60_000 }, async () => {
    const heard = await sdk('microphone', wav16);
    assert.deepEqual(words(heard.Text), words(spoken));
    assert.ok(heard.Interims > 0);
    assert.equal(heard.Started, 1);
    assertClean(heard);
  });

  test('speaks', { timeout: 60_000 }, async () => {
    const file = `${out}sdk-go-speak.raw`;
    const said = await sdk('speak', sentence, file);
    assert.deepEqual(said.Flushed, [0]);
    assert.match(said.RequestID, /^[0-9a-f-]{36}$/);
    assertClean(said);
    assertAudible('sdk-go-speak', toSamples(readFileSync(file)), 24000, sentence);
  });

  test('speaks one text without Flush', { timeout: 60_000 }, async () => {
    const file = `${out}sdk-go-snippet.raw`;
    const said = await sdk('snippet', sentence, file);
    assert.deepEqual(said.Flushed ?? [], []);
    assertClean(said);
    assertAudible('sdk-go-snippet', toSamples(readFileSync(file)), 24000, sentence);
  });

  test('converses, through TLS', { timeout: 60_000 }, async () => {
    const file = `${out}sdk-go-agent.raw`;
    const said = await sdk('agent', 'what is seven times eight', file);
    assert.equal(said.Applied, 1);
    assert.equal(said.User, 'what is seven times eight');
    assert.match(said.Agent, /fifty.six/i);
    assert.equal(said.Opened, 1, 'connected once');
    assert.deepEqual(said.Errors ?? [], []);
    assertAudible('sdk-go-agent', toSamples(readFileSync(file)), 16000, said.Agent);
  });

  test('transcribes a file', { timeout: 60_000 }, async () => {
    const { results, metadata } = await sdk('transcribe', wav44);
    assert.deepEqual(words(results.channels[0].alternatives[0].transcript), words(spoken));
    assert.deepEqual(words(results.utterances.map((u) => u.transcript).join(' ')), words(spoken));
    assert.match(metadata.request_id, /^[0-9a-f-]{36}$/);
  });

  test('has a text spoken', { timeout: 60_000 }, async () => {
    const file = `${out}sdk-go-rest.wav`;
    const answer = await sdk('generate', sentence, file);
    assert.equal(answer.characters, sentence.length);
    assert.equal(answer.model_name, 'aura-2-thalia-en');
    const { rate, samples } = readWav(file);
    assert.equal(rate, 16000);
    assertAudible('sdk-go-generate', samples, rate, sentence);
  });
});

test('what was spoken can be understood', { timeout: 60_000 }, assertUnderstood);
