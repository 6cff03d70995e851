import { micRate } from './framer.ts';

const preRollFrames = 15; // 300 ms: the start of a word that was said while the line was opened
const backlogBytes = micRate * 2; // one second

/** Where microphone frames go. */
export interface Line {
  readonly bufferedAmount: number;
  send(pcm: Int16Array<ArrayBuffer>): void;
}

/**
 * Passes microphone frames to the line: keeps the last 300 ms while there is none, and drops rather
 * than queues when the line is a second behind, since late speech is worse than none.
 */
export class Uplink {
  /** Frames that were not sent. */
  dropped = 0;
  private line: Line | null = null;
  private held: Int16Array<ArrayBuffer>[] = [];

  open(line: Line): void {
    this.line = line;
    for (const pcm of this.held.splice(0)) line.send(pcm);
  }

  close(): void {
    this.line = null;
  }

  push(pcm: Int16Array<ArrayBuffer>): void {
    if (!this.line) this.hold(pcm);
    else if (this.line.bufferedAmount > backlogBytes) this.dropped++;
    else this.line.send(pcm);
  }

  private hold(pcm: Int16Array<ArrayBuffer>): void {
    this.held.push(pcm);
    if (this.held.length > preRollFrames) this.held.shift();
  }
}
