// What the microphone hears: speech, noises and pauses at exact times.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { run } from './binary.mjs';
import { readWav, rms, toSamples, writeWav } from './wav.mjs';

export const micRate = 16000;
const recordings = '/usr/share/pocketsphinx/test/data';
const speechFolder = new URL('./out/speech/', import.meta.url).pathname;

/** A recording that is built up from pieces; times are seconds from its beginning. */
export class Recording {
  #samples = new Int16Array(0);

  /** Starts with a room that is not quite silent. */
  constructor(seconds) {
    const hiss = random(1);
    this.#samples = Int16Array.from({ length: Math.round(seconds * micRate) }, () => (hiss() - 0.5) * 16);
  }

  /** Adds samples to what is there and returns when they end. */
  add(at, samples) {
    const from = Math.round(at * micRate);
    if (from + samples.length > this.#samples.length) throw new Error(`recording ends before ${at} s + piece`);
    for (let i = 0; i < samples.length; i++) {
      this.#samples[from + i] = Math.max(-32768, Math.min(32767, this.#samples[from + i] + samples[i]));
    }
    return (from + samples.length) / micRate;
  }

  get samples() {
    return this.#samples;
  }

  write(file) {
    writeWav(file, this.#samples, micRate);
    return file;
  }
}

/** Text spoken by a voice that the recogniser is not tuned to, without quiet around it. */
export async function say(text, voice = 'awb') {
  mkdirSync(speechFolder, { recursive: true });
  const file = speechFolder + createHash('sha1').update(`${voice}: ${text}`).digest('hex') + '.wav';
  if (!existsSync(file)) await run(['speak', text, '-voice', voice, '-o', file]);
  const { rate, samples } = readWav(file);
  if (rate !== micRate) throw new Error(`${voice} speaks at ${rate} Hz`);
  return trim(samples);
}

/** A person saying "go forward ten meters"; undefined where Debian's recordings are not installed. */
export function goForward() {
  const file = `${recordings}/goforward.raw`;
  return existsSync(file) ? trim(toSamples(readFileSync(file))) : undefined;
}

/** A burst of noise with a sharp attack, as a cough makes. */
export function cough(seconds = 0.25, seed = 7) {
  const noise = random(seed);
  const filter = bandPass(900, 0.7);
  return Int16Array.from({ length: Math.round(seconds * micRate) }, (_, i) => {
    const t = i / micRate;
    const attack = Math.min(1, t / 0.004);
    const decay = Math.exp(-t / 0.08) * Math.min(1, (seconds - t) / 0.02);
    return 20000 * attack * decay * filter(noise() * 2 - 1);
  });
}

/** The part of samples between the first and the last 10 ms that are louder than -45 dB of full scale. */
export function trim(samples) {
  const block = micRate / 100;
  const loud = (i) => rms(samples, i * block, Math.min(samples.length, (i + 1) * block)) > 0.0056;
  const blocks = Math.ceil(samples.length / block);
  let first = 0;
  let last = blocks - 1;
  while (first < blocks && !loud(first)) first++;
  while (last > first && !loud(last)) last--;
  return samples.slice(first * block, (last + 1) * block);
}

/** Biquad with 0 dB at its centre. */
function bandPass(hertz, q) {
  const w = (2 * Math.PI * hertz) / micRate;
  const alpha = Math.sin(w) / (2 * q);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const y = (alpha * (x - x2) + 2 * Math.cos(w) * y1 - (1 - alpha) * y2) / (1 + alpha);
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  };
}

/** Uniform numbers 0..1, the same in every run (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
