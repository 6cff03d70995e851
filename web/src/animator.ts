import type { Moment } from './conversation.ts';
import type { Face } from './face/face.ts';
import { LoudMouth } from './face/loud-mouth.ts';
import type { Channels } from './face/mouth.ts';
import type { Trace } from './trace.ts';

// The compositor shows a picture one refresh after it was drawn, and then for a whole one. Aiming at the
// first quarter of that errs on the side of the picture, which may be early but not late.
const leadFrames = 1.25;
const slowestMs = 1000 / 30; // of a screen
const beatMs = 1200; // between two nods of emphasis
const beatLoudness = 0.85;

/** What the stage plays. */
export interface Play {
  /** What is heard now. */
  moment(now: number): Moment | null;
  /** Called each frame, after the mouth was drawn. */
  drawn(moment: Moment | null): void;
}

/** Draws the face, frame by frame, for the sample that the listener hears. */
export class Animator {
  trace: Trace | undefined;
  private readonly face: Face;
  private readonly play: Play;
  private readonly loudMouth = new LoudMouth();
  private frameMs = 1000 / 60;
  private lastFrameAt = 0;
  private loudest = 0.05;
  private lastBeatAt = 0;
  private request = 0;

  constructor(face: Face, play: Play) {
    this.face = face;
    this.play = play;
  }

  start(): void {
    cancelAnimationFrame(this.request);
    this.request = requestAnimationFrame((now) => this.frame(now));
  }

  stop(): void {
    cancelAnimationFrame(this.request);
  }

  private frame(frameStart: number): void {
    this.pace(frameStart);
    const now = performance.now();
    const moment = this.play.moment(now);
    const channels = moment?.heard.playing ? this.mouth(moment, now) : null;
    if (moment) for (const cue of moment.turn.takeCues(moment.heard.sample)) this.face.cue(cue);
    this.face.draw(now, channels);
    if (!channels) this.trace?.frames.note({ t: now, turn: null, heardSample: 0, drawnSample: 0, channels });
    this.play.drawn(moment);
    this.start();
  }

  private mouth({ turn, heard }: Moment, now: number): Channels {
    const drawnSample = heard.sample + (leadFrames * this.frameMs * heard.rate) / 1000;
    const loudness = this.loudness(heard.loudness, now);
    const known = turn.mouth.covers(drawnSample);
    const channels = known ? turn.mouth.at(drawnSample, loudness) : this.loudMouth.at(now, loudness);
    const { sample: heardSample } = heard;
    this.trace?.frames.note({ t: now, turn: turn.turn, heardSample, drawnSample, channels: { ...channels } });
    return channels;
  }

  // Relative to the loudest of the recent past, since voices differ in level.
  private loudness(rms: number, now: number): number {
    this.loudest = Math.max(rms, this.loudest * 0.9995, 0.01);
    const loudness = Math.min(1, rms / this.loudest);
    if (loudness > beatLoudness && now - this.lastBeatAt > beatMs) {
      this.lastBeatAt = now;
      this.face.emphasis();
    }
    return loudness;
  }

  // The screen's own pace: frames that were skipped say nothing about it.
  private pace(frameStart: number): void {
    const elapsed = frameStart - this.lastFrameAt;
    this.lastFrameAt = frameStart;
    if (elapsed < 3 || elapsed > slowestMs * 1.5) return;
    this.frameMs += (elapsed - this.frameMs) * (elapsed < this.frameMs ? 0.2 : 0.01);
  }
}
