/** Small numeric helpers shared by the face: interpolation, easing, springs. */

export const clamp = (v: number, lo = 0, hi = 1): number => (v < lo ? lo : v > hi ? hi : v);

export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;

/** 0 below `from`, 1 above `to`, with zero slope at both ends. */
export function smoothstep(from: number, to: number, v: number): number {
  const t = clamp((v - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** Rises fast and settles slowly: how lids open and heads arrive. */
export const easeOut = (t: number): number => 1 - (1 - clamp(t)) ** 3;

/** A single hump: 0 at both ends of 0..1, 1 in the middle. */
export const hump = (t: number): number => (t <= 0 || t >= 1 ? 0 : Math.sin(Math.PI * t) ** 2);

/** Moves `value` towards `target` so that 63 % of the way is done after `tauMs`. */
export const approach = (value: number, target: number, dtMs: number, tauMs: number): number =>
  target + (value - target) * Math.exp(-dtMs / tauMs);

/**
 * A critically damped spring. Advancing uses the exact solution, so that the size of the steps
 * changes nothing that could be seen.
 */
export class Spring {
  value: number;
  velocity = 0; // per second
  private readonly omega: number;

  /** `settleMs`: time after which 95 % of a step is done. */
  constructor(value: number, settleMs: number) {
    this.value = value;
    this.omega = 4744 / settleMs;
  }

  step(target: number, dtMs: number): number {
    const dt = dtMs / 1000;
    const offset = this.value - target;
    const drive = this.velocity + this.omega * offset;
    const decay = Math.exp(-this.omega * dt);
    this.value = target + (offset + drive * dt) * decay;
    this.velocity = (this.velocity - this.omega * drive * dt) * decay;
    return this.value;
  }
}
