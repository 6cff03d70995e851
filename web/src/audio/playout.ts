import { ReplyAudio } from './reply-audio.ts';

/** What the loudspeaker does at a moment of the context's clock. */
export interface Position {
  turn: number;
  /** Samples of the turn that have been put out before time, at the turn's rate; a fraction may remain. */
  played: number;
  /** AudioContext time, seconds. */
  time: number;
  playing: boolean;
  /** The turn's sample rate. */
  rate: number;
  /** Root mean square of the last 20 ms before ducking, 0..1. */
  loudness: number;
}

/** From the main thread to the player. */
export type Command =
  | { type: 'push'; turn: number; rate: number; pcm: Int16Array<ArrayBuffer> }
  | { type: 'end'; turn: number }
  | { type: 'flush'; turn: number; fadeMs: number }
  | { type: 'duck'; on: boolean };

/** From the player to the main thread. */
export type Notice =
  | ({ type: 'position' } & Position)
  | { type: 'ended'; turn: number }
  | { type: 'flushed'; turn: number }
  | { type: 'overflow'; turn: number; dropped: number };

const ducked = 10 ** (-14 / 20);
const duckSeconds = 0.015;
const raiseSeconds = 0.12;
const reportSeconds = 0.02;
const firstCushion = 0.14;
const longestCushion = 0.25;
const trailSeconds = 0.5; // positions go on after the end, for the clock of the sound still under way

interface Fade { turn: number; left: number; total: number }

/**
 * Plays replies one after the other and counts the samples that really came out. Silence while
 * audio is missing is not counted: whoever follows the count stays on the word.
 *
 * It runs in the audio thread and is driven by process alone; it keeps no clock of its own.
 */
export class Playout {
  private readonly rate: number;
  private readonly notify: (notice: Notice) => void;
  private readonly queue: ReplyAudio[] = [];
  private last: ReplyAudio | null = null;
  private playing = false;
  private cushion = firstCushion;
  private fade: Fade | null = null;
  private gain = 1;
  private gainTarget = 1;
  private power = 0;
  private sinceReport = 0;
  private sincePlaying = Infinity;

  constructor(rate: number, notify: (notice: Notice) => void) {
    this.rate = rate;
    this.notify = notify;
  }

  handle(command: Command): void {
    switch (command.type) {
      case 'push':
        return this.push(command.turn, command.rate, command.pcm);
      case 'end':
        return this.find(command.turn)?.finish();
      case 'flush':
        return this.flush(command.turn, command.fadeMs);
      case 'duck':
        this.gainTarget = command.on ? ducked : 1;
    }
  }

  /** Fills the next block; time is when its first sample is put out. */
  process(out: Float32Array, time: number): void {
    out.fill(0);
    const audio = this.next();
    if (audio) this.play(audio, out, time);
    else this.rest(out, time);
  }

  private find(turn: number): ReplyAudio | undefined {
    return this.queue.find((audio) => audio.turn === turn);
  }

  private push(turn: number, rate: number, pcm: Int16Array): void {
    let audio = this.find(turn);
    if (!audio) {
      audio = new ReplyAudio(turn, rate, this.rate);
      this.queue.push(audio);
    }
    const dropped = audio.push(pcm);
    if (dropped > 0) this.notify({ type: 'overflow', turn, dropped });
  }

  private flush(turn: number, fadeMs: number): void {
    const samples = Math.round((fadeMs / 1000) * this.rate);
    const audible = this.playing && this.queue[0]!.turn <= turn;
    if (audible) this.fade = { turn, left: samples, total: samples };
    else this.drop(turn);
  }

  private drop(turn: number): void {
    if (!this.playing || this.queue[0]!.turn <= turn) this.silence();
    while (this.queue[0] && this.queue[0].turn <= turn) this.queue.shift();
    this.notify({ type: 'flushed', turn });
  }

  // What follows a flushed turn starts at full volume: the duck was about the old one.
  private silence(): void {
    this.fade = null;
    this.playing = false;
    this.gain = this.gainTarget = 1;
  }

  // The reply to play now, or null while there is none or too little of it.
  private next(): ReplyAudio | null {
    const audio = this.queue[0];
    if (!audio) return null;
    if (this.playing || audio.complete) return audio;
    return audio.buffered >= this.cushion * audio.rate ? audio : null;
  }

  private play(audio: ReplyAudio, out: Float32Array, time: number): void {
    const starting = !this.playing;
    this.playing = true;
    this.last = audio;
    this.sincePlaying = 0;
    if (starting || this.sinceReport >= reportSeconds * this.rate) this.report(time);
    const starving = !audio.complete && audio.available < 2 * out.length;
    const filled = audio.read(out);
    if (starting) ramp(out, filled, 0, 1);
    if (starving) ramp(out, filled, 1, 0);
    this.shape(out, filled);
    this.sinceReport += out.length;
    if (this.fade?.left === 0) this.stop(time + out.length / this.rate, () => this.drop(this.fade!.turn));
    else if (audio.finished) this.stop(time + filled / this.rate, () => this.end(audio));
    else if (starving) this.stop(time + filled / this.rate, () => this.underrun());
  }

  // Ducking and fading, sample by sample, so that neither clicks.
  private shape(out: Float32Array, filled: number): void {
    const down = (1 - ducked) / (duckSeconds * this.rate);
    const up = (1 - ducked) / (raiseSeconds * this.rate);
    for (let i = 0; i < filled; i++) {
      this.power += out[i]! * out[i]!;
      this.gain = approach(this.gain, this.gainTarget, down, up);
      out[i] = out[i]! * this.gain * this.fading();
    }
  }

  private fading(): number {
    const fade = this.fade;
    if (!fade) return 1;
    fade.left = Math.max(0, fade.left - 1);
    return fade.left / fade.total;
  }

  private stop(time: number, then: () => void): void {
    this.playing = false;
    this.report(time);
    then();
  }

  private end(audio: ReplyAudio): void {
    this.queue.shift();
    this.notify({ type: 'ended', turn: audio.turn });
    if (!this.fade) return;
    const { turn } = this.fade;
    this.silence();
    this.drop(turn);
  }

  private underrun(): void {
    this.cushion = Math.min(longestCushion, this.cushion * 1.4);
  }

  private rest(out: Float32Array, time: number): void {
    this.sincePlaying += out.length;
    this.sinceReport += out.length;
    if (this.sincePlaying > trailSeconds * this.rate || !this.last) return;
    if (this.sinceReport >= reportSeconds * this.rate) this.report(time);
  }

  private report(time: number): void {
    const audio = this.last;
    if (!audio) return;
    const loudness = Math.sqrt(this.power / Math.max(1, this.sinceReport));
    this.power = this.sinceReport = 0;
    const { turn, rate, played } = audio;
    this.notify({ type: 'position', turn, played, time, playing: this.playing, rate, loudness });
  }
}

function approach(value: number, target: number, down: number, up: number): number {
  return value > target ? Math.max(target, value - down) : Math.min(target, value + up);
}

function ramp(out: Float32Array, length: number, from: number, to: number): void {
  for (let i = 0; i < length; i++) out[i] = out[i]! * (from + ((to - from) * (i + 1)) / length);
}
