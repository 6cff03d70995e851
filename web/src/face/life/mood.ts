import { smoothstep } from '../ease';
import { addExpression, restExpression } from '../rig';
import type { Expression } from '../rig';

export type Emotion = 'happy' | 'sad' | 'angry' | 'surprised' | 'fearful' | 'disgusted' | 'smile' | 'thinking';

const faces: Readonly<Record<Emotion, Partial<Expression>>> = {
  happy: { smile: 0.85, squint: 0.5, browInner: 0.15, browOuter: 0.2, flush: 0.5, jaw: 0.07, pitch: 1, roll: 1 },
  smile: { smile: 0.55, squint: 0.28, browOuter: 0.1, flush: 0.2 },
  sad: { smile: -0.55, browInner: 0.85, browOuter: -0.3, knit: 0.25, lid: -0.1, lidTilt: 0.6, pitch: -3, roll: 2 },
  angry: { smile: -0.3, browInner: -0.8, browOuter: 0.2, knit: 0.8, squint: 0.35, lidTilt: -0.55, press: 0.6, sneer: 0.12, pitch: -2 },
  surprised: { browInner: 0.85, browOuter: 0.9, lid: 0.2, jaw: 0.2, pitch: 1.5 },
  fearful: { browInner: 0.9, browOuter: 0.25, knit: 0.5, lid: 0.2, stretch: 0.6, jaw: 0.07, smile: -0.2, pitch: 1 },
  disgusted: { sneer: 0.85, knit: 0.5, browInner: -0.5, browOuter: -0.1, squint: 0.55, smile: -0.35, browSkew: 0.25, pitch: 1, roll: -2 },
  thinking: { press: 0.35, browInner: 0.2, browSkew: 0.5, squint: 0.12, smile: -0.05 },
};

const onsetMs = 320;
const holdMs = 1400;
const decayTauMs = 1300; // with the hold, gone in 4 to 5 s
const yieldTauMs = 180; // how fast one emotion makes room for another

/** One emotion's course: rises, stays a while, fades. */
interface Course { emotion: Emotion; start: number; from: number; yieldedAt: number }

/** What the face feels: emotions that come and go over a baseline. */
export class Mood {
  readonly now: Expression = restExpression();
  private courses: Course[] = [];
  private readonly base: Partial<Expression>;

  /** `warmth` 0..1: the smile that remains when nothing is felt. */
  constructor(warmth: number) {
    this.base = { smile: warmth * 0.85, squint: warmth * 0.32, browInner: warmth * 0.12, browOuter: warmth * 0.12 };
  }

  feel(now: number, emotion: Emotion): void {
    const running = this.courses.find((c) => c.emotion === emotion);
    const from = running ? weight(running, now) : 0;
    this.courses = this.courses.filter((c) => c !== running);
    this.yieldAll(now);
    this.courses.push({ emotion, start: now, from, yieldedAt: Infinity });
  }

  /** Back to the baseline. */
  calm(now: number): void {
    this.yieldAll(now);
  }

  /** `baseline` 0..1 scales what remains at rest. */
  step(now: number, baseline: number): Expression {
    const sum = Object.assign(this.now, restExpression());
    addExpression(sum, this.base, baseline);
    for (const course of this.courses) addExpression(sum, faces[course.emotion], weight(course, now));
    this.courses = this.courses.filter((c) => now - c.start < 1000 || weight(c, now) > 0.005);
    return sum;
  }

  private yieldAll(now: number): void {
    for (const c of this.courses) c.yieldedAt = Math.min(c.yieldedAt, now);
  }
}

function weight(c: Course, now: number): number {
  const age = now - c.start;
  const risen = c.from + (1 - c.from) * smoothstep(0, onsetMs, age);
  const faded = age > holdMs ? Math.exp(-(age - holdMs) / decayTauMs) : 1;
  const yielded = now > c.yieldedAt ? Math.exp(-(now - c.yieldedAt) / yieldTauMs) : 1;
  return risen * faded * yielded;
}
