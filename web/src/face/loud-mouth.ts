import { clamp, smoothstep } from './ease';
import type { Channels } from './mouth';

const quiet = 0.12; // of the voice's loudest: below, the mouth is shut
const full = 0.9;
const widest = 0.42; // jaw at full voice: of speech, not of a shout
const opensMs = 22; // time constants of the jaw
const closesMs = 55;
const pauseMs = 100; // between two calls: it was not speaking meanwhile

/** Opens by loudness alone: the mouth of a voice whose mouth shapes nobody knows. */
export class LoudMouth {
  private openness = 0;
  private last = -Infinity;
  private readonly out: Channels = { jaw: 0, width: 0, round: 0, seal: 0, lipteeth: 0, tongue: 0 };

  /**
   * The mouth at a moment in milliseconds, never an earlier one; `loudness` is 0..1, relative to the
   * voice's own loudest. The result is reused by the next call.
   */
  at(now: number, loudness: number): Channels {
    const elapsed = now - this.last;
    this.last = now;
    if (elapsed > pauseMs) this.openness = 0;
    const wanted = smoothstep(quiet, full, clamp(loudness));
    const constant = wanted > this.openness ? opensMs : closesMs;
    if (elapsed <= pauseMs) this.openness += (wanted - this.openness) * (1 - Math.exp(-elapsed / constant));
    this.out.jaw = widest * this.openness;
    this.out.width = 0.12 * this.openness;
    return this.out;
  }
}
