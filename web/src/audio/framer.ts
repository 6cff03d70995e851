import { Resampler } from './resampler.ts';

/** What the recogniser is fed: 16 kHz, in pieces of 20 ms. */
export const micRate = 16000;
export const frameSamples = micRate / 50;

/** 20 ms of microphone. */
export interface Frame {
  pcm: Int16Array<ArrayBuffer>;
  /** Root mean square, 0..1. */
  level: number;
}

/** Cuts a microphone's blocks, of any rate and size, into frames. */
export class Framer {
  private readonly resampler: Resampler;
  private frame = new Int16Array(frameSamples);
  private filled = 0;
  private power = 0;

  constructor(rate: number) {
    this.resampler = new Resampler(rate, micRate);
  }

  push(block: Float32Array, emit: (frame: Frame) => void): void {
    for (const sample of this.resampler.push(block)) {
      this.frame[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
      this.power += sample * sample;
      if (this.filled === frameSamples) this.finish(emit);
    }
  }

  private finish(emit: (frame: Frame) => void): void {
    emit({ pcm: this.frame, level: Math.sqrt(this.power / frameSamples) });
    this.frame = new Int16Array(frameSamples); // the old buffer is transferred away
    this.filled = 0;
    this.power = 0;
  }
}

/** The mean of all channels; the only one as it is. */
export function mixDown(channels: readonly Float32Array[]): Float32Array | null {
  const first = channels[0];
  if (!first || channels.length === 1) return first ?? null;
  return first.map((_, i) => channels.reduce((sum, c) => sum + c[i]!, 0) / channels.length);
}
