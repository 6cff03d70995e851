import { approach } from '../ease';

const speechLevel = 0.12; // loudness above which somebody talks
const speechMs = 700; // of talking before a nod is due
const lullMs = 110; // of quiet that asks for one
const waitMs = 700; // between the lull and the nod
const restMs = 2500; // between two nods

/**
 * When a listener nods: some time after the speaker's voice drops, as Ward and Tsukahara found,
 * with loudness in place of pitch.
 */
export class Nods {
  private level = 0;
  private smooth = 0;
  private spoken = 0; // ms of talking so far
  private quiet = 0;
  private due = Infinity;
  private last = -Infinity;

  hear(level: number): void {
    this.level = level;
  }

  /** True in the step in which a nod should begin. */
  step(now: number, dtMs: number): boolean {
    this.smooth = approach(this.smooth, this.level, dtMs, 60);
    if (this.smooth > speechLevel) this.talking(dtMs);
    else this.lull(now, dtMs);
    if (now < this.due) return false;
    this.due = Infinity;
    this.last = now;
    return true;
  }

  forget(): void {
    this.spoken = 0;
    this.due = Infinity;
  }

  private talking(dtMs: number): void {
    this.spoken += dtMs;
    this.quiet = 0;
  }

  private lull(now: number, dtMs: number): void {
    const before = this.quiet;
    this.quiet += dtMs;
    const asks = before < lullMs && this.quiet >= lullMs && this.spoken >= speechMs;
    if (asks && now + waitMs - this.last >= restMs) this.due = now + waitMs;
    if (this.quiet > 1500) this.spoken = 0;
  }
}
