/** Seeded randomness: the same seed and the same calls give the same face. */

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1) (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(lo: number, hi: number): number {
    return lo + (hi - lo) * this.next();
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  sign(): number {
    return this.chance(0.5) ? 1 : -1;
  }

  /** Standard normal (Box-Muller, one of the pair). */
  normal(): number {
    const u = 1 - this.next();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal with the given mean; `sigma` is the deviation of the logarithm. */
  logNormal(mean: number, sigma: number): number {
    return mean * Math.exp(sigma * this.normal() - (sigma * sigma) / 2);
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }
}

/** Smooth noise over time in about -1..1 with features `1/hz` seconds long. */
export class Noise {
  private readonly hz: number;
  private readonly salt: number;

  constructor(random: Random, hz: number) {
    this.hz = hz;
    this.salt = Math.floor(random.next() * 1e9);
  }

  at(ms: number): number {
    const x = (ms / 1000) * this.hz;
    const cell = Math.floor(x);
    const t = x - cell;
    const eased = t * t * t * (t * (t * 6 - 15) + 10);
    return this.lattice(cell) * (1 - eased) + this.lattice(cell + 1) * eased;
  }

  private lattice(cell: number): number {
    let h = Math.imul((cell | 0) ^ this.salt, 0x27d4eb2d);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    return ((h ^ (h >>> 13)) >>> 0) / 2147483648 - 1;
  }
}
