import playerUrl from './player-worklet.ts?worker&url';
import { HeardClock, OutputTime, type Heard } from './clock.ts';
import type { Command, Notice } from './playout.ts';

const cutFadeMs = 8;
const patienceMs = 300; // for the sound to start; it may do so later as well
const epochTurns = 1e6; // more than a session can have

/** The loudspeaker, seen from the main thread: commands go in, the sample being heard comes out. */
export class Player {
  /** Called 50 times a second while there is sound, and at its start and end. */
  onposition: () => void = () => undefined;
  onended: (turn: number) => void = () => undefined;
  /** A reply was too long to be kept; some samples of it were dropped. */
  onoverflow: (dropped: number) => void = () => undefined;
  /** The browser has paused or resumed sound: no gesture yet, a phone call. */
  onstate: (running: boolean) => void = () => undefined;

  private readonly context: AudioContext;
  private readonly node: AudioWorkletNode;
  private readonly clock = new HeardClock();
  private readonly time: OutputTime;
  private epoch = 0; // added to turns on their way to the audio thread: a new session counts from 1 again

  /** Must be called in answer to a click, or the browser may keep the sound suspended. */
  static async open(): Promise<Player> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    const resumed = context.resume(); // within the click
    try {
      await context.audioWorklet.addModule(playerUrl);
    } catch (error) {
      void context.close();
      throw error;
    }
    await Promise.race([resumed, new Promise((done) => setTimeout(done, patienceMs))]);
    return new Player(context);
  }

  private constructor(context: AudioContext) {
    this.context = context;
    this.time = new OutputTime(context);
    const options = { numberOfInputs: 0, outputChannelCount: [1] };
    this.node = new AudioWorkletNode(context, 'visavis-player', options);
    this.node.port.onmessage = (event: MessageEvent<Notice>) => this.noticed(event.data);
    this.node.connect(context.destination);
    context.onstatechange = () => this.onstate(this.running);
  }

  get running(): boolean {
    return this.context.state === 'running';
  }

  /** What the listener hears at a moment of performance.now(). */
  heard(now: number): Heard | null {
    const heard = this.clock.at(this.time.at(now));
    return heard && heard.turn > this.epoch ? { ...heard, turn: heard.turn - this.epoch } : null;
  }

  /** Forgets everything: what follows are the turns of a new session. */
  reset(): void {
    this.flush(epochTurns - 1);
    this.epoch += epochTurns;
  }

  push(turn: number, rate: number, pcm: Int16Array<ArrayBuffer>): void {
    this.command({ type: 'push', turn: this.epoch + turn, rate, pcm }, [pcm.buffer]);
  }

  end(turn: number): void {
    this.command({ type: 'end', turn: this.epoch + turn });
  }

  /** Fades out and forgets all turns up to this one. */
  flush(turn: number): void {
    this.command({ type: 'flush', turn: this.epoch + turn, fadeMs: cutFadeMs });
  }

  duck(on: boolean): void {
    this.command({ type: 'duck', on });
  }

  resume(): void {
    if (!this.running) this.context.resume().catch(() => undefined); // onstate tells if it worked
  }

  async close(): Promise<void> {
    this.context.onstatechange = null;
    this.node.port.onmessage = null;
    await this.context.close();
  }

  private command(command: Command, transfer: Transferable[] = []): void {
    this.node.port.postMessage(command, transfer);
  }

  private noticed(notice: Notice): void {
    switch (notice.type) {
      case 'position':
        this.clock.add(notice);
        return this.onposition();
      case 'ended':
        if (notice.turn > this.epoch) this.onended(notice.turn - this.epoch);
        return;
      case 'overflow':
        return this.onoverflow(notice.dropped);
    }
  }
}
