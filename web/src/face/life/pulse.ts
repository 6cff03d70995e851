import { smoothstep } from '../ease';

/** Something small that happens once and passes: a raised brow, a wink. */
export class Pulse {
  private start = -Infinity;
  private size = 1;
  private readonly riseMs: number;
  private readonly holdMs: number;
  private readonly fallMs: number;

  constructor(riseMs: number, holdMs: number, fallMs: number) {
    this.riseMs = riseMs;
    this.holdMs = holdMs;
    this.fallMs = fallMs;
  }

  begin(now: number, size = 1): void {
    this.start = now;
    this.size = size;
  }

  at(now: number): number {
    const t = now - this.start;
    const fallFrom = this.riseMs + this.holdMs;
    return this.size * smoothstep(0, this.riseMs, t) * (1 - smoothstep(fallFrom, fallFrom + this.fallMs, t));
  }
}
