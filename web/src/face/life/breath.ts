import { approach, smoothstep } from '../ease';
import type { FaceState } from '../face';

const inMs = 1200;
const outMs = 1600;
const pauseMs = 1480; // with the above, 14 breaths a minute
const gaspMs = 400; // the quick breath before one speaks

/** Breathing: how full the lungs are, and the mouth that opens for a quick breath. */
export class Breath {
  full = 0;
  /** 0..1: a slight opening of the mouth while gasping. */
  part = 0;
  private phase = 0; // ms into the current breath
  private gasped = -Infinity;

  step(now: number, dtMs: number, state: FaceState): void {
    const slow = state === 'asleep' ? 0.75 : 1;
    this.phase = (this.phase + dtMs * slow) % (inMs + outMs + pauseMs);
    const gasp = (now - this.gasped) / gaspMs;
    this.part = gasp > 0 && gasp < 1 ? Math.sin(Math.PI * gasp) : 0;
    const target = gasp < 1 ? 1 : state === 'speaking' ? 0.55 + 0.25 * this.tide() : this.tide();
    this.full = approach(this.full, target, dtMs, gasp < 1 ? 110 : 180);
  }

  /** Breathe in now, to speak. */
  gasp(now: number): void {
    this.gasped = now;
    this.phase = inMs;
  }

  private tide(): number {
    if (this.phase < inMs) return smoothstep(0, inMs, this.phase);
    return 1 - smoothstep(inMs, inMs + outMs, this.phase);
  }
}
