import { approach, clamp, Spring } from '../ease';
import type { FaceState } from '../face';
import type { Channels } from '../mouth';
import { Random } from '../random';
import { addExpression, restRig } from '../rig';
import type { Expression, Rig } from '../rig';
import { Blink, lidSettleMs } from './blink';
import { Breath } from './breath';
import { Gaze } from './gaze';
import { Head } from './head';
import { Mood } from './mood';
import type { Emotion } from './mood';
import { Nods } from './nods';
import { Pulse } from './pulse';
import { Relax } from './relax';

/** What each state does to the face besides mood. */
const attitudes: Readonly<Record<FaceState, Partial<Expression>>> = {
  idle: {},
  listening: { smile: 0.06, browInner: 0.2, browOuter: 0.14, lid: 0.03 },
  thinking: { smile: 0.05, press: 0.12, browSkew: 0.3, browInner: 0.12, squint: 0.08 },
  speaking: {},
  asleep: { browInner: 0.1, browOuter: -0.1 },
};
const states = ['idle', 'listening', 'thinking', 'speaking', 'asleep'] as const satisfies readonly FaceState[];

const longestStepMs = 100; // after a hidden tab nothing catches up
const mouthMood = 0.4; // share of a mood that a speaking mouth shows
const thinkAgainMs = 1200;

/** Everything that moves by itself. Pure in time and seed: the same calls give the same rigs. */
export class Life {
  private readonly rig = restRig();
  private readonly random: Random;
  private readonly blink: Blink;
  private readonly gaze: Gaze;
  private readonly head: Head;
  private readonly breath = new Breath();
  private readonly nods = new Nods();
  private readonly relax = new Relax();
  private readonly winks = new Pulse(90, 160, 180);
  private readonly brows = new Pulse(140, 180, 320);
  private readonly alarm = new Pulse(90, 350, 600);
  private readonly weights = new Map<FaceState, number>(states.map((s) => [s, s === 'idle' ? 1 : 0]));
  private readonly hair = new Spring(0, 700);
  private readonly calm: boolean;
  private mood: Mood;
  private state: FaceState = 'idle';
  private entered = 0;
  private pondered = false;
  private awake = 1;
  private talk = 0;
  private now = 0;
  private origin: number | null = null;

  constructor(seed: number, warmth: number, reducedMotion: boolean) {
    this.random = new Random(seed);
    this.blink = new Blink(this.random);
    this.gaze = new Gaze(this.random);
    this.head = new Head(this.random, reducedMotion);
    this.mood = new Mood(warmth);
    this.calm = reducedMotion;
  }

  setWarmth(warmth: number): void {
    this.mood = new Mood(warmth);
  }

  enter(state: FaceState): void {
    if (state === this.state) return;
    const before = this.state;
    this.state = state;
    this.entered = this.now;
    this.pondered = false;
    this.gaze.enter(this.now, state);
    if (this.origin === null) this.settle(state);
    if (state === 'speaking') this.breath.gasp(this.now);
    if (state === 'thinking') this.blink.trigger(this.now, 1.6);
    if (before === 'listening') this.nods.forget();
  }

  feel(emotion: Emotion | 'neutral'): void {
    if (emotion === 'neutral') this.mood.calm(this.now);
    else this.mood.feel(this.now, emotion);
  }

  nod(): void {
    this.head.nod(this.now, this.random.between(5, 8), this.random.chance(0.4) ? 2 : 1);
  }

  shake(): void {
    this.head.shake(this.now);
  }

  tilt(): void {
    this.head.tilt(this.now);
  }

  wink(): void {
    this.winks.begin(this.now);
    this.mood.feel(this.now, 'smile');
  }

  raiseBrows(): void {
    this.brows.begin(this.now);
  }

  blinkNow(): void {
    this.blink.trigger(this.now);
  }

  startle(): void {
    this.relax.release(this.now);
    this.alarm.begin(this.now);
    this.gaze.attend(this.now);
  }

  hear(level: number): void {
    this.nods.hear(level);
  }

  stress(): void {
    this.head.stress(this.now);
    this.blink.suppress(this.now, 300);
    if (this.random.chance(0.3)) this.brows.begin(this.now, 0.5);
  }

  /** The face at `nowMs`. The result is reused by the next call. */
  step(nowMs: number, mouth: Channels | null): Rig {
    this.origin ??= nowMs;
    const dt = clamp(nowMs - this.origin - this.now, 0, longestStepMs);
    this.now = Math.max(this.now, nowMs - this.origin);
    this.blendStates(dt, mouth !== null);
    this.breath.step(this.now, dt, this.state);
    this.moveEyes(dt);
    this.composeFace(mouth);
    this.moveHead(dt);
    return this.rig;
  }

  /** Before the first picture a state is not entered but there. */
  private settle(state: FaceState): void {
    for (const s of states) this.weights.set(s, s === state ? 1 : 0);
    this.awake = state === 'asleep' ? 0 : 1;
  }

  private blendStates(dt: number, speaks: boolean): void {
    for (const s of states) {
      this.weights.set(s, approach(this.weights.get(s) ?? 0, s === this.state ? 1 : 0, dt, 160));
    }
    const asleep = this.state === 'asleep';
    this.awake = approach(this.awake, asleep ? 0 : 1, dt, lidSettleMs(asleep));
    this.talk = approach(this.talk, speaks ? 1 : 0, dt, 120);
  }

  private moveEyes(dt: number): void {
    const { rig, gaze } = this;
    gaze.step(this.now, this.state);
    if (gaze.leapt) this.blink.trigger(this.now);
    if (this.state === 'thinking' && !this.pondered && this.now - this.entered > thinkAgainMs) this.ponder();
    if (this.state === 'listening' && this.nods.step(this.now, dt)) this.nod();
    const shut = this.blink.step(this.now, this.state);
    const wink = this.winks.at(this.now);
    rig.lidLeft = (1 - shut) * this.awake;
    rig.lidRight = (1 - Math.max(shut, wink)) * this.awake;
  }

  /** Thinking takes longer than expected: look elsewhere, purse the lips. */
  private ponder(): void {
    this.pondered = true;
    this.gaze.enter(this.now, 'thinking');
    this.mood.feel(this.now, 'thinking');
  }

  private composeFace(mouth: Channels | null): void {
    const { rig } = this;
    const sum = this.mood.step(this.now, 0.4 + 0.6 * this.awake);
    const share = 1 - (1 - mouthMood) * this.talk;
    for (const key of ['smile', 'stretch', 'press', 'sneer', 'jaw'] as const) sum[key] *= share;
    for (const s of states) addExpression(sum, attitudes[s], this.weights.get(s) ?? 0);
    const raised = this.brows.at(this.now);
    const alarm = this.alarm.at(this.now);
    addExpression(sum, { browInner: 0.45, browOuter: 0.5 }, raised);
    addExpression(sum, { browInner: 0.4, browOuter: 0.4, lid: 0.1, smile: -0.1 }, alarm);
    addExpression(sum, { smile: 0.25, browOuter: -0.2, squint: 0.2 }, this.winks.at(this.now));
    sum.jaw += this.breath.part * 0.09 * (1 - this.talk);
    rig.face = sum;
    rig.mouth = this.relax.step(this.now, mouth);
  }

  private moveHead(dt: number): void {
    const { rig, head, gaze } = this;
    head.step(this.now, dt, this.state, gaze, rig.face);
    rig.yaw = head.yaw;
    rig.pitch = head.pitch;
    rig.roll = head.roll;
    rig.lean = head.lean;
    rig.breath = this.breath.full * (this.calm ? 0.5 : 1);
    // The eyes keep their aim while the head turns under them.
    rig.gazeX = clamp(gaze.x - head.yaw, -22, 22);
    rig.gazeY = clamp(gaze.y - head.pitch, -16, 16) * this.awake;
    // Lids follow the eyes.
    rig.face.lid += clamp(rig.gazeY * 0.014, -0.22, 0.1);
    const behind = clamp((this.hair.step(head.yaw, dt) - head.yaw) / 3, -1, 1);
    rig.sway = this.calm ? 0 : behind;
  }
}
