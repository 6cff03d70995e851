// A client of the stock agent protocol.
import WebSocket from 'ws';
import { micRate } from './mic.mjs';
import { until } from './wait.mjs';
import { toBytes, toSamples } from './wav.mjs';

export const replyRate = 24000;

export const settings = (agent = {}) => ({
  type: 'Settings',
  audio: {
    input: { encoding: 'linear16', sample_rate: micRate },
    output: { encoding: 'linear16', sample_rate: replyRate, container: 'none' },
  },
  agent,
});

/** One conversation. Everything received stands in messages and audio with the time of its arrival. */
export class Agent {
  messages = []; // {t, message}
  audio = []; // {t, samples}
  closed = null; // {code, reason}
  #socket;
  #microphone;
  #speech = [];

  /** Connects; sends Settings unless first is null. */
  static async connect(server, first = settings()) {
    const agent = new Agent();
    await agent.#connect(server.url.replace('http', 'ws') + '/v1/agent/converse');
    if (first) {
      agent.send(first);
      await agent.message('SettingsApplied');
    }
    return agent;
  }

  get socket() {
    return this.#socket;
  }

  send(message) {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  sendAudio(samples) {
    this.#socket.send(toBytes(samples), { binary: true });
  }

  /** Where the conversation stands: give it to message and since. */
  get mark() {
    return { messages: this.messages.length, audio: this.audio.length, t: performance.now() };
  }

  /** What has come since a mark: {messages, audio}. */
  since(mark) {
    return { messages: this.messages.slice(mark.messages), audio: this.audio.slice(mark.audio) };
  }

  /** Waits for a message of a type, since a mark, that satisfies test. */
  async message(type, { after = { messages: 0 }, test = () => true, ms = 20_000 } = {}) {
    const found = () => this.messages.slice(after.messages).find((m) => m.message.type === type && test(m.message));
    const entry = await until(`message ${type}`, () => found() ?? (this.closed && !found() ? this.#lost(type) : null), ms);
    return entry.message;
  }

  /** Waits for what a side says, since a mark. */
  said(role, after, ms) {
    return this.message('ConversationText', { after, test: (m) => m.role === role, ms });
  }

  /** Opens a microphone that sends a frame every 20 ms, whatever is said into it. */
  openMicrophone() {
    const frame = micRate / 50;
    const quiet = new Int16Array(frame);
    const begun = performance.now();
    let sent = 0;
    this.#microphone = setInterval(() => {
      for (; sent * 20 < performance.now() - begun; sent++) {
        const speech = this.#speech[0];
        this.sendAudio(speech ? padded(speech.samples, speech.at, frame) : quiet);
        if (speech && (speech.at += frame) >= speech.samples.length) this.#speech.shift().done();
      }
    }, 10);
  }

  /** Says something into the open microphone; resolves when it has been said. */
  speak(samples) {
    return new Promise((done) => this.#speech.push({ samples, at: 0, done }));
  }

  /** All samples of pieces of audio. */
  static joined(audio) {
    const total = audio.reduce((n, a) => n + a.samples.length, 0);
    const joined = new Int16Array(total);
    let at = 0;
    for (const { samples } of audio) {
      joined.set(samples, at);
      at += samples.length;
    }
    return joined;
  }

  /** Goes without a word, as when a cable is pulled. */
  vanish() {
    clearInterval(this.#microphone);
    this.#socket.terminate();
  }

  async close() {
    clearInterval(this.#microphone);
    if (this.closed) return;
    this.#socket.close(1000);
    await until('closing handshake', () => this.closed, 5000).catch(() => this.#socket.terminate());
  }

  async #connect(url) {
    this.#socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket.on('message', (data, binary) => this.#received(data, binary));
    this.#socket.on('close', (code, reason) => {
      clearInterval(this.#microphone);
      this.closed = { code, reason: reason.toString() };
    });
    await new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.#socket.on('error', () => {}); // a close follows
  }

  #received(data, binary) {
    const t = performance.now();
    if (binary) this.audio.push({ t, samples: toSamples(data) });
    else this.messages.push({ t, message: JSON.parse(data.toString()) });
  }

  #lost(type) {
    throw new Error(`connection closed (${this.closed.code} ${this.closed.reason}) before ${type}`);
  }
}

function padded(samples, at, length) {
  const piece = new Int16Array(length);
  piece.set(samples.subarray(at, at + length));
  return piece;
}
