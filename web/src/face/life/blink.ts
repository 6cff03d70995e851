import { easeOut } from '../ease';
import type { FaceState } from '../face';
import type { Random } from '../random';

const closeMs = 70;
const holdMs = 30;
const openMs = 150;

/** Mean gap between blinks in ms: people blink more when they talk and less when they attend. */
const meanGap: Readonly<Record<FaceState, number>> = {
  idle: 4000, listening: 4500, thinking: 3600, speaking: 3000, asleep: 4000,
};

/** Blinks: log-normal gaps, now and then two in a row. */
export class Blink {
  private readonly random: Random;
  private next = 1200;
  private start = -Infinity;
  private stretch = 1; // a slow blink takes longer

  constructor(random: Random) {
    this.random = random;
  }

  /** How far the lids are down, 0..1. */
  step(now: number, state: FaceState): number {
    if (now >= this.next) this.begin(now, state);
    return this.shut(now);
  }

  /** Blinks now, as with a large movement of the eyes; `stretch` makes it slower. */
  trigger(now: number, stretch = 1): void {
    if (now - this.start < (closeMs + holdMs + openMs) * this.stretch) return;
    this.start = now;
    this.stretch = stretch;
    this.next = Math.max(this.next, now + 700);
  }

  /** No blink in the next `ms`: the eyes stay with an important word. */
  suppress(now: number, ms: number): void {
    if (this.next < now + ms) this.next = now + ms + this.random.between(0, 200);
  }

  private begin(now: number, state: FaceState): void {
    this.start = now;
    this.stretch = state === 'thinking' && this.random.chance(0.5) ? 1.6 : 1;
    const double = this.random.chance(0.13);
    const gap = double
      ? this.random.between(150, 400) + closeMs + holdMs
      : Math.max(500, this.random.logNormal(meanGap[state], 0.6));
    this.next = now + gap;
  }

  private shut(now: number): number {
    const t = (now - this.start) / this.stretch;
    if (t < 0 || t >= closeMs + holdMs + openMs) return 0;
    if (t < closeMs) return (t / closeMs) ** 1.5;
    if (t < closeMs + holdMs) return 1;
    return 1 - easeOut((t - closeMs - holdMs) / openMs);
  }
}

/** Time constant of the lids, in ms: falling asleep takes longer than waking. */
export const lidSettleMs = (asleep: boolean): number => (asleep ? 900 : 180);
