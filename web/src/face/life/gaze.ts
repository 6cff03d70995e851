import { smoothstep } from '../ease';
import type { FaceState } from '../face';
import type { Random } from '../random';

/** Mean times in ms of looking at the listener and away from him. */
const habits: Readonly<Record<FaceState, { contact: number; away: number; side: number; up: number }>> = {
  idle: { contact: 4200, away: 1300, side: 11, up: 2 },
  listening: { contact: 7900, away: 400, side: 5, up: -2 },
  speaking: { contact: 3100, away: 900, side: 8, up: 1 },
  thinking: { contact: 500, away: 1300, side: 11, up: 9 },
  asleep: { contact: 1e9, away: 0, side: 0, up: 0 },
};

const saccadeMs = (degrees: number): number => 21 + 2.2 * degrees;
const blinkBeyond = 15; // degrees: a larger movement comes with a blink

/** Where the eyes look, in degrees from the camera; right and up are positive. */
export class Gaze {
  private readonly random: Random;
  x = 0;
  y = 0;
  /** Set for one step when a large movement begins. */
  leapt = false;
  private from = { x: 0, y: 0 };
  private to = { x: 0, y: 0 };
  private began = 0;
  private lasts = 1;
  private away = false;
  private nextGlance = 2500;
  private nextJitter = 600;
  private side = 1;

  constructor(random: Random) {
    this.random = random;
  }

  step(now: number, state: FaceState): void {
    this.leapt = false;
    if (now >= this.nextGlance) this.glance(now, state);
    else if (now >= this.nextJitter) this.jitter(now);
    const t = smoothstep(0, this.lasts, now - this.began);
    this.x = this.from.x + (this.to.x - this.from.x) * t;
    this.y = this.from.y + (this.to.y - this.from.y) * t;
  }

  /** A new state looks where it has to within 300 ms. */
  enter(now: number, state: FaceState): void {
    this.away = state !== 'thinking';
    this.nextGlance = now + this.random.between(60, state === 'thinking' ? 260 : 160);
  }

  /** Look at the listener now. */
  attend(now: number): void {
    this.away = false;
    this.move(now, 0, 0);
    this.nextGlance = now + 1500;
  }

  private glance(now: number, state: FaceState): void {
    const habit = habits[state];
    this.away = !this.away;
    if (this.away) {
      if (this.random.chance(0.6)) this.side = -this.side;
      const reach = this.random.between(0.6, 1.15);
      this.move(now, this.side * habit.side * reach, habit.up * reach + this.random.normal() * 1.2);
    } else {
      this.move(now, this.random.normal() * 0.7, this.random.normal() * 0.5);
    }
    const mean = this.away ? habit.away : habit.contact;
    this.nextGlance = now + Math.max(250, this.random.logNormal(mean, 0.45));
  }

  /** Eyes never rest on one spot: they wander between the listener's eyes and mouth. */
  private jitter(now: number): void {
    const base = this.away ? this.to : { x: 0, y: 0 };
    const spread = this.away ? 0.4 : 0.9;
    this.move(now, base.x + this.random.normal() * spread, base.y + this.random.normal() * spread * 0.7);
  }

  private move(now: number, x: number, y: number): void {
    const distance = Math.hypot(x - this.x, y - this.y);
    this.from = { x: this.x, y: this.y };
    this.to = { x, y };
    this.began = now;
    this.lasts = saccadeMs(distance);
    this.leapt = distance > blinkBeyond;
    this.nextJitter = now + this.random.between(300, 1200);
  }
}
