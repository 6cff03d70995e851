import { Sinc } from './sinc.ts';

/** Changes the rate of a stream of blocks. Output lags by a few samples, which never amount to 1 ms. */
export class Resampler {
  private readonly step: number;
  private readonly sinc: Sinc;
  private held: Float32Array<ArrayBuffer>;
  private place: number; // in held, of the next output sample

  constructor(from: number, to: number) {
    this.step = from / to;
    this.sinc = new Sinc(this.step);
    this.held = new Float32Array(this.sinc.half);
    this.place = this.sinc.half;
  }

  push(block: Float32Array): Float32Array {
    if (this.step === 1) return block;
    const source = new Float32Array(this.held.length + block.length);
    source.set(this.held);
    source.set(block, this.held.length);
    const last = source.length - this.sinc.half - 1;
    const out = new Float32Array(Math.max(0, Math.floor((last - this.place) / this.step) + 1));
    for (let i = 0; i < out.length; i++) out[i] = this.sinc.at(source, this.place + i * this.step);
    this.keep(source, this.place + out.length * this.step);
    return out;
  }

  private keep(source: Float32Array<ArrayBuffer>, next: number): void {
    const from = Math.max(0, Math.floor(next) - this.sinc.half);
    this.held = source.slice(from);
    this.place = next - from;
  }
}
