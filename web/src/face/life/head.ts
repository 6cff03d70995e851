import { hump, Spring } from '../ease';
import type { FaceState } from '../face';
import { Noise } from '../random';
import type { Random } from '../random';

/** How each state holds the head, in degrees, and how much the figure leans in. */
const posture: Readonly<Record<FaceState, { pitch: number; roll: number; lean: number }>> = {
  idle: { pitch: 0, roll: 0.6, lean: 0 },
  listening: { pitch: 0.6, roll: 2.2, lean: 0.008 },
  thinking: { pitch: 1.8, roll: -2.2, lean: -0.004 },
  speaking: { pitch: 0, roll: 0, lean: 0.003 },
  asleep: { pitch: -5.5, roll: 3.2, lean: -0.004 },
};

const limits = { yaw: 12, pitch: 8, roll: 8 };
const followGaze = 0.34; // share of a glance that the head makes

/** One movement that is added to the posture and then over. */
interface Beat { start: number; lasts: number; pitch: number; yaw: number; roll: number; cycles: number }

class Sway {
  private readonly waves: readonly (readonly [Noise, number])[];

  constructor(random: Random) {
    this.waves = [[new Noise(random, 0.1), 0.55], [new Noise(random, 0.3), 0.32], [new Noise(random, 0.7), 0.13]];
  }

  at(ms: number): number {
    return this.waves.reduce((sum, [noise, share]) => sum + noise.at(ms) * share, 0);
  }
}

/** The head's turning: drifting, following the gaze, nodding. Degrees. */
export class Head {
  yaw = 0;
  pitch = 0;
  roll = 0;
  lean = 0;
  private readonly amount: number; // of movement: halved for those who asked for less
  private readonly random: Random;
  private readonly drift: { yaw: Sway; pitch: Sway; roll: Sway };
  // 95 % of a turn done in this time; gaze moves at once and so leads by 100 to 200 ms.
  private readonly yawSpring = new Spring(0, 520);
  private readonly pitchSpring = new Spring(0, 520);
  private readonly rollSpring = new Spring(0, 800);
  private readonly leanSpring = new Spring(0, 1200);
  private beats: Beat[] = [];

  constructor(random: Random, reducedMotion: boolean) {
    this.random = random;
    this.amount = reducedMotion ? 0.5 : 1;
    this.drift = { yaw: new Sway(random), pitch: new Sway(random), roll: new Sway(random) };
  }

  /** `gaze` and `mood` in degrees; with reduced motion nothing drifts. */
  step(now: number, dtMs: number, state: FaceState, gaze: { x: number; y: number }, mood: { pitch: number; roll: number }): void {
    const held = posture[state];
    const sway = this.amount < 1 ? 0 : state === 'asleep' ? 0.35 : 1;
    const yaw = gaze.x * followGaze + sway * 2.5 * this.drift.yaw.at(now);
    const pitch = held.pitch + mood.pitch + gaze.y * followGaze + sway * 1.5 * this.drift.pitch.at(now);
    const roll = held.roll + mood.roll + sway * this.drift.roll.at(now);
    this.yaw = within(this.yawSpring.step(yaw * this.amount, dtMs) + this.beat(now, 'yaw'), limits.yaw);
    this.pitch = within(this.pitchSpring.step(pitch * this.amount, dtMs) + this.beat(now, 'pitch'), limits.pitch);
    this.roll = within(this.rollSpring.step(roll * this.amount, dtMs) + this.beat(now, 'roll'), limits.roll);
    this.lean = this.leanSpring.step(held.lean * this.amount, dtMs);
    this.beats = this.beats.filter((b) => now < b.start + b.lasts);
  }

  /** A small dip on a stressed word. */
  stress(now: number): void {
    const size = this.random.between(2, 4) * this.amount;
    this.beats.push({
      start: now, lasts: this.random.between(250, 400), pitch: -size, yaw: this.random.normal() * 0.6 * this.amount, roll: 0, cycles: 1,
    });
  }

  nod(now: number, degrees: number, cycles: number): void {
    this.beats.push({ start: now, lasts: cycles * 480, pitch: -degrees * this.amount, yaw: 0, roll: 0, cycles });
  }

  shake(now: number): void {
    this.beats.push({ start: now, lasts: 1000, pitch: 0, yaw: 6 * this.amount, roll: 0.6 * this.amount, cycles: -2 });
  }

  tilt(now: number): void {
    const side = this.random.sign();
    this.beats.push({ start: now, lasts: 1600, pitch: 0.5, yaw: 0, roll: side * this.random.between(3, 6) * this.amount, cycles: 1 });
  }

  /** Sum of the running movements; negative cycles swing to both sides. */
  private beat(now: number, axis: 'yaw' | 'pitch' | 'roll'): number {
    let sum = 0;
    for (const b of this.beats) {
      const t = (now - b.start) / b.lasts;
      const shape = b.cycles > 0 ? hump((t * b.cycles) % 1) * fade(t, b.cycles) : Math.sin(-2 * Math.PI * b.cycles * t) * hump(t);
      sum += t > 0 && t < 1 ? b[axis] * shape : 0;
    }
    return sum;
  }
}

/** Later nods of a row are smaller. */
const fade = (t: number, cycles: number): number => 1 - 0.45 * Math.floor(t * cycles) / Math.max(1, cycles);

const within = (v: number, limit: number): number => limit * Math.tanh(v / limit);
