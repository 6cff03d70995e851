import { Life } from './life/life';
import type { Emotion } from './life/mood';
import type { Look } from './look';
import { looks } from './looks';
import type { Channels } from './mouth';
import { Stage } from './stage';

/** What the face is doing; `asleep` is before the first conversation. */
export type FaceState = 'idle' | 'listening' | 'thinking' | 'speaking' | 'asleep';

const emotions: Readonly<Record<string, Emotion | 'neutral'>> = {
  happy: 'happy', sad: 'sad', angry: 'angry', surprised: 'surprised', fearful: 'fearful', disgusted: 'disgusted',
  neutral: 'neutral', thinking: 'thinking', smile: 'smile',
};

const gestures: Readonly<Record<string, (life: Life) => void>> = {
  nod: (life) => life.nod(),
  shake: (life) => life.shake(),
  tilt: (life) => life.tilt(),
  wink: (life) => life.wink(),
  brows: (life) => life.raiseBrows(),
  blink: (life) => life.blinkNow(),
};

/**
 * A drawn face on a canvas. The caller owns the clock and the animation frame and calls draw once
 * per frame; everything else may be called at any time and shows from the next frame on. The same
 * seed, calls and times draw the same pictures.
 *
 * The canvas must get its size from CSS; its pixels follow that and the screen's resolution.
 */
export class Face {
  private readonly life: Life;
  private readonly stage: Stage;

  constructor(canvas: HTMLCanvasElement, options: { look?: Look; seed?: number; reducedMotion?: boolean } = {}) {
    const look = options.look ?? looks.mira;
    this.stage = new Stage(canvas, look);
    this.life = new Life(options.seed ?? 1, look.warmth, options.reducedMotion ?? false);
  }

  setState(s: FaceState): void {
    this.life.enter(s);
  }

  setLook(l: Look): void {
    this.stage.setLook(l);
    this.life.setWarmth(l.warmth);
  }

  setTheme(dark: boolean): void {
    this.stage.setTheme(dark);
  }

  /** An emotion, which fades in a few seconds, or a gesture, which plays once. Unknown names do nothing. */
  cue(name: string): void {
    const emotion = Object.hasOwn(emotions, name) ? emotions[name] : undefined;
    if (emotion) this.life.feel(emotion);
    if (Object.hasOwn(gestures, name)) gestures[name]?.(this.life);
  }

  /** The listener has broken in: attention, and the mouth lets go within 100 ms. */
  startle(): void {
    this.life.startle();
  }

  /** Loudness of the listener's microphone, 0..1; call it as often as it is known. */
  userLevel(level: number): void {
    this.life.hear(level);
  }

  /** A stressed word is heard now. */
  emphasis(): void {
    this.life.stress();
  }

  /** Draws the moment `nowMs` (any origin, never backwards); null lets the mouth rest. */
  draw(nowMs: number, mouth: Channels | null): void {
    this.stage.paint(this.life.step(nowMs, mouth));
  }
}
