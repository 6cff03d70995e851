import { Sinc } from './sinc.ts';

const longestSeconds = 600; // of one reply kept unplayed: 29 MB at 24 kHz

/**
 * The audio of one reply: appended as it arrives, read at the loudspeaker's rate. It keeps the
 * chunks as they came and forgets those that were played, so that the audio thread never copies a
 * long reply.
 */
export class ReplyAudio {
  readonly turn: number;
  readonly rate: number;
  /** Whether all of it has arrived. */
  complete = false;

  private readonly step: number; // source samples per output sample
  private readonly sinc: Sinc;
  private readonly chunks: Int16Array[] = [];
  private start = 0; // the sample at which chunks[0] starts
  private end = 0; // the sample after the last that arrived
  private place = 0; // the next to be read
  private scratch = new Float32Array(0);

  constructor(turn: number, rate: number, outputRate: number) {
    this.turn = turn;
    this.rate = rate;
    this.step = rate / outputRate;
    this.sinc = new Sinc(this.step);
  }

  /** Samples that have been read; a fraction of one may remain. */
  get played(): number {
    return Math.min(this.place, this.end);
  }

  /** Samples that have arrived and not been read. */
  get buffered(): number {
    return this.end - this.played;
  }

  get finished(): boolean {
    return this.complete && this.place >= this.end;
  }

  /** How many samples read can give now. */
  get available(): number {
    const limit = this.complete ? this.end : this.end - this.sinc.half;
    return Math.max(0, Math.ceil((limit - this.place) / this.step));
  }

  /** Appends, and says how many samples were more than it will keep. */
  push(pcm: Int16Array): number {
    const room = Math.max(0, longestSeconds * this.rate - this.buffered);
    const kept = pcm.subarray(0, Math.min(pcm.length, Math.floor(room)));
    if (kept.length > 0) this.chunks.push(kept);
    this.end += kept.length;
    return pcm.length - kept.length;
  }

  finish(): void {
    this.complete = true;
  }

  /** Fills out as far as there is audio and says how far. */
  read(out: Float32Array): number {
    const length = Math.min(out.length, this.available);
    const first = Math.floor(this.place) - this.sinc.half;
    const source = this.window(first, Math.ceil(length * this.step) + 2 * this.sinc.half + 2);
    for (let i = 0; i < length; i++) out[i] = this.sinc.at(source, this.place - first + i * this.step);
    this.place += length * this.step;
    this.forget(Math.floor(this.place) - this.sinc.half);
    return length;
  }

  // Samples from first on as floats; silence before the beginning and after the end.
  private window(first: number, length: number): Float32Array {
    if (this.scratch.length < length) this.scratch = new Float32Array(length);
    this.scratch.fill(0);
    let at = this.start;
    for (const chunk of this.chunks) {
      if (at >= first + length) break;
      this.copy(chunk, at - first, length);
      at += chunk.length;
    }
    return this.scratch;
  }

  private copy(chunk: Int16Array, offset: number, length: number): void {
    const from = Math.max(0, -offset);
    const to = Math.min(chunk.length, length - offset);
    for (let i = from; i < to; i++) this.scratch[offset + i] = chunk[i]! / 32768;
  }

  private forget(before: number): void {
    while (this.chunks[0] && this.start + this.chunks[0].length <= before) {
      this.start += this.chunks.shift()!.length;
    }
  }
}
