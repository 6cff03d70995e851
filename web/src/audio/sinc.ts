// Windowed-sinc interpolation: a linear-phase resampler for any pair of rates.

const phases = 64;
const lobes = 8; // on each side, at the lower of the two rates

function sincWindow(x: number, cutoff: number, half: number): number {
  if (Math.abs(x) >= half) return 0;
  const ideal = x === 0 ? cutoff : Math.sin(Math.PI * x * cutoff) / (Math.PI * x);
  const t = x / half;
  // Blackman: 58 dB down, which is below the noise of 16-bit speech in a room.
  return ideal * (0.42 + 0.5 * Math.cos(Math.PI * t) + 0.08 * Math.cos(2 * Math.PI * t));
}

function row(fraction: number, cutoff: number, half: number): Float32Array {
  const taps = new Float32Array(2 * half);
  let sum = 0;
  for (let k = 0; k < taps.length; k++) {
    taps[k] = sincWindow(k - half + 1 - fraction, cutoff, half);
    sum += taps[k]!;
  }
  return taps.map((tap) => tap / sum); // every phase passes a constant unchanged: no whistle
}

/** Interpolates a signal between its samples. */
export class Sinc {
  /** How many samples it needs on either side of a place. */
  readonly half: number;
  private readonly rows: Float32Array[] = [];

  /** step is source samples per output sample: above 1, what would alias is filtered out. */
  constructor(step: number) {
    const squeeze = Math.max(1, step);
    this.half = Math.ceil(lobes * squeeze);
    const cutoff = step > 1 ? 0.92 / squeeze : 1;
    for (let p = 0; p <= phases; p++) this.rows.push(row(p / phases, cutoff, this.half));
  }

  /** The signal's value at place, which is at least half samples away from both ends of source. */
  at(source: Float32Array, place: number): number {
    const whole = Math.floor(place);
    const phase = (place - whole) * phases;
    const low = this.rows[Math.floor(phase)]!;
    const high = this.rows[Math.min(phases, Math.floor(phase) + 1)]!;
    const mix = phase - Math.floor(phase);
    const first = whole - this.half + 1;
    let sum = 0;
    for (let k = 0; k < low.length; k++) {
      sum += source[first + k]! * (low[k]! * (1 - mix) + high[k]! * mix);
    }
    return sum;
  }
}
