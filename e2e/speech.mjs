// A server of OpenAI's speech protocol whose voice is one of ours, without the times that it knows.
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { out, run } from './binary.mjs';
import { sleep } from './wait.mjs';

const pieceMs = 20;

export class SpeechServer {
  said = []; // {text, timeline} of each request, as the voice itself tells
  #server;
  #speed;

  /** Serves flite's voices speed times faster than they speak. */
  static async start({ speed = 4 } = {}) {
    const speech = new SpeechServer();
    speech.#speed = speed;
    speech.#server = createServer((request, response) => speech.#answer(request, response));
    await new Promise((resolve) => speech.#server.listen(0, '127.0.0.1', resolve));
    return speech;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/v1`;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The mouth shapes and words of all that was said, one clock over all, at a rate. */
  truth(rate) {
    const all = { visemes: [], words: [] };
    let start = 0;
    for (const { timeline } of this.said) {
      const scale = rate / timeline.sample_rate;
      const moved = (e) => ({ ...e, start: Math.round((start + e.start) * scale), end: Math.round((start + e.end) * scale) });
      all.visemes.push(...timeline.visemes.map(moved));
      all.words.push(...timeline.words.map(moved));
      start += timeline.samples;
    }
    return all;
  }

  async #answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (!request.url.endsWith('/audio/speech')) {
      response.writeHead(404).end();
      return;
    }
    const { input, voice } = JSON.parse(Buffer.concat(chunks));
    const name = `${out}speech/said-${process.pid}-${this.said.length}`;
    const entry = { text: input };
    this.said.push(entry);
    mkdirSync(`${out}speech`, { recursive: true });
    await run(['speak', input, '-voice', voice, '-o', `${name}.wav`, '--timeline', `${name}.json`]);
    entry.timeline = JSON.parse(readFileSync(`${name}.json`, 'utf8'));
    response.writeHead(200, { 'content-type': 'audio/wav' });
    await this.#play(readFileSync(`${name}.wav`), (entry.timeline.sample_rate * 2 * pieceMs) / 1000, response);
  }

  async #play(wav, step, response) {
    const began = performance.now();
    for (let at = 0; at < wav.length && !response.destroyed; at += step) {
      response.write(wav.subarray(at, at + step));
      await sleep(began + ((at / step) * pieceMs) / this.#speed - performance.now());
    }
    response.end();
  }
}
