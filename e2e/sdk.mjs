// The official JavaScript SDK as a client of the server under test.
import assert from 'node:assert/strict';
import { DeepgramClient } from '@deepgram/sdk';
import { out, run } from './binary.mjs';
import { micRate, say } from './mic.mjs';
import { sleep, until, words } from './wait.mjs';
import { rms, toBytes, writeWav } from './wav.mjs';

export const anyKey = 'any-key';

/** The SDK with only the host changed. */
export const sdk = (server, credential = { apiKey: anyKey }) => new DeepgramClient({ ...credential, baseUrl: server.url });

/** A socket of the SDK. All that it was sent stands in messages (with the time of its arrival, and behind
 *  how many bytes of audio) and audio; how it went in opened, closed and errors. */
export class Socket {
  messages = []; // {t, after, message}
  closed = []; // close events, {code, reason}
  errors = [];
  opened = 0;
  bytes = 0; // of audio
  #pieces = []; // Blobs
  #sdk;

  /** Opens a socket that connect(), of one of the SDK's clients, has prepared. */
  static async open(prepared) {
    const socket = new Socket();
    socket.#sdk = await prepared;
    socket.#sdk.on('open', () => socket.opened++);
    socket.#sdk.on('message', (data) => socket.#received(data));
    socket.#sdk.on('close', ({ code, reason }) => socket.closed.push({ code, reason }));
    socket.#sdk.on('error', (error) => socket.errors.push(error));
    socket.#sdk.connect();
    await socket.#sdk.waitForOpen();
    return socket;
  }

  /** The SDK's own socket, to send with. */
  get send() {
    return this.#sdk;
  }

  /** The messages of a type, in order. */
  of(type) {
    return this.messages.map((m) => m.message).filter((m) => m.type === type);
  }

  /** Waits for a message of a type that satisfies test, behind the first n messages. */
  async message(type, { after = 0, test = () => true, ms = 20_000 } = {}) {
    const found = () => this.messages.slice(after).find((m) => m.message.type === type && test(m.message));
    const entry = await until(`message ${type}`, () => found() ?? (this.closed.length > 0 && !found() ? this.#lost(type) : null), ms);
    return entry.message;
  }

  /** All audio, or that from one byte up to another. */
  async audio(from = 0, to = this.bytes) {
    return Buffer.from(await new Blob(this.#pieces).arrayBuffer()).subarray(from, to);
  }

  /** Waits until the server has closed, and fails if that was not how an orderly end looks, or if the SDK
   *  connected more than once. */
  async ended(ms = 20_000) {
    await until('the server closes', () => this.closed.length > 0, ms);
    await sleep(50); // an SDK that wants to connect again does so at once
    assert.deepEqual(this.closed.map((c) => c.code), [1000], `closed with ${JSON.stringify(this.closed)}`);
    this.assertConnectedOnce();
  }

  /** The client goes first. */
  leave() {
    this.#sdk.close();
    this.assertConnectedOnce();
  }

  assertConnectedOnce() {
    assert.equal(this.opened, 1, 'the SDK has connected once');
    assert.equal(this.#sdk.socket.retryCount, 0, 'and tried so once');
    assert.deepEqual(this.errors, []);
  }

  #received(data) {
    if (data instanceof Blob) {
      this.#pieces.push(data);
      this.bytes += data.size;
    } else {
      this.messages.push({ t: performance.now(), after: this.bytes, message: data });
    }
  }

  #lost(type) {
    throw new Error(`connection closed (${JSON.stringify(this.closed)}) before ${type}; got ${this.messages.map((m) => m.message.type).join(' ')}`);
  }
}

/** Fails unless a server has been asked exactly as often as made says, by path: whoever connects again
 *  is counted twice. */
export async function assertRequests(server, made) {
  const metrics = await server.metrics();
  const counted = Object.keys(made).map((path) => [path, metrics[`visavis_requests_total{path="${path}"}`]]);
  assert.deepEqual(Object.fromEntries(counted), made, 'nobody connects twice');
}

/** What is said in the tests of ears, and a recording of it with a little quiet around, at 16 kHz. */
export const spoken = 'what can you do';
export async function recording(text = spoken, { before = 0.4, after = 1 } = {}) {
  const speech = await say(text, 'rms');
  const samples = new Int16Array(Math.round((before + after) * micRate) + speech.length);
  samples.set(speech, Math.round(before * micRate));
  return samples;
}

/** Writes samples as a WAV file at a rate, and returns its path. */
export function wavFile(name, samples, rate = micRate) {
  const file = `${out}${name}.wav`;
  writeWav(file, resample(samples, micRate, rate), rate);
  return file;
}

/** Sends samples as a microphone would: 20 ms every 20 ms. */
export async function stream(samples, send, rate = micRate) {
  const frame = rate / 50;
  const begun = performance.now();
  for (let at = 0; at < samples.length; at += frame) {
    send(toBytes(samples.subarray(at, at + frame)));
    await sleep(begun + (at / frame + 1) * 20 - performance.now());
  }
}

/** What is spoken in the tests of voices: words that our own ears know. */
export const sentence = 'Tell me a joke. What time is it?';

const clips = []; // {file, text}

/** Fails unless samples are audible; assertUnderstood will tell whether they say text. */
export function assertAudible(name, samples, rate, text) {
  assert.ok(rms(samples) > 0.01, `${name} is audible`);
  const file = `${out}${name}.wav`;
  writeWav(file, samples, rate);
  expectWords(file, text);
}

/** Has assertUnderstood look for the words of a text in a file. */
export const expectWords = (file, text) => clips.push({ file, text });

/** Fails unless most words of everything that was audible can be understood. All at once: a recogniser
 *  takes longer to start than to hear a sentence. */
export async function assertUnderstood() {
  assert.ok(clips.length > 0);
  const { stdout } = await run(['transcribe', ...clips.map((c) => c.file)]);
  const lines = stdout.trim().split('\n');
  for (const [i, { file, text }] of clips.entries()) {
    const heard = words(lines[i].replace(/^[^:]*: /, '')); // of several files, their names come first
    const said = words(text);
    const share = said.filter((w) => heard.includes(w)).length / said.length;
    assert.ok(share >= 0.6, `${file} is to say "${text}"; our own ears heard "${heard.join(' ')}"`);
  }
}

/** Linear interpolation: good enough for a recogniser. */
export function resample(samples, from, to) {
  if (from === to) return samples;
  return Int16Array.from({ length: Math.floor((samples.length * to) / from) }, (_, i) => {
    const at = (i * from) / to;
    const left = Math.floor(at);
    const right = Math.min(left + 1, samples.length - 1);
    return Math.round(samples[left] + (samples[right] - samples[left]) * (at - left));
  });
}
