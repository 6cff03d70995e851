import type { Position } from './playout.ts';

/** Which sample of which turn the listener hears. */
export interface Heard {
  turn: number;
  /** Samples of the turn heard so far, at its rate; with a fraction. */
  sample: number;
  /** The turn's sample rate. */
  rate: number;
  playing: boolean;
  loudness: number;
}

const keptSeconds = 4; // longer than any loudspeaker's latency
const furthestGuess = 0.06; // seconds past the newest position: three reports

/**
 * Turns the player's positions into the sample that is being heard. The sample stands still while
 * the player starves, never runs back within a turn, and never passes what was played.
 */
export class HeardClock {
  private positions: Position[] = [];
  private last: Heard | null = null;

  add(position: Position): void {
    const oldest = position.time - keptSeconds;
    this.positions = this.positions.filter((p) => p.time >= oldest);
    this.positions.push(position);
  }

  /** What is heard at a moment of the context's clock (see OutputTime); null before any sound. */
  at(time: number): Heard | null {
    const index = this.positions.findLastIndex((p) => p.time <= time);
    const position = this.positions[index];
    if (!position) return this.last;
    return (this.last = this.forward(position, this.sampleAt(time, position, this.positions[index + 1])));
  }

  private sampleAt(time: number, position: Position, following: Position | undefined): number {
    if (!position.playing) return position.played;
    const guess = Math.min(time - position.time, furthestGuess);
    const sample = position.played + guess * position.rate;
    return following?.turn === position.turn ? Math.min(sample, following.played) : sample;
  }

  // Output timestamps jitter by some milliseconds; the mouth must not.
  private forward({ turn, rate, playing, loudness }: Position, sample: number): Heard {
    const last = this.last;
    if (last && last.turn > turn) return last;
    const least = last?.turn === turn ? last.sample : 0;
    return { turn, rate, playing, loudness, sample: Math.max(sample, least) };
  }
}

/** What an AudioContext tells about its clock. */
export interface ContextClock {
  readonly currentTime: number;
  readonly baseLatency?: number;
  readonly outputLatency?: number;
  getOutputTimestamp?(): { contextTime?: number; performanceTime?: number };
}

const stuckMs = 500;

/**
 * Tells which moment of a context's clock is coming out of the loudspeaker. It trusts the browser's
 * output timestamp for as long as that advances (Safari's may stick) and falls back to the latency
 * that the context reports.
 */
export class OutputTime {
  private readonly context: ContextClock;
  private stamp = { contextTime: -1, changedAt: -Infinity };

  constructor(context: ContextClock) {
    this.context = context;
  }

  /** now is performance.now(); the answer is in seconds of the context's clock. */
  at(now: number): number {
    const { currentTime } = this.context;
    const { contextTime = 0, performanceTime = 0 } = this.context.getOutputTimestamp?.() ?? {};
    if (contextTime !== this.stamp.contextTime) this.stamp = { contextTime, changedAt: now };
    const stuck = now - this.stamp.changedAt > stuckMs;
    if (contextTime <= 0 || stuck) return currentTime - this.latency;
    return Math.min(currentTime, contextTime + (now - performanceTime) / 1000);
  }

  /** Seconds between the context's clock and the ear, as the context reports them. */
  get latency(): number {
    return this.context.outputLatency || this.context.baseLatency || 0;
  }
}
