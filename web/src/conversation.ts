import type { Heard } from './audio/clock.ts';
import type { CallEvent } from './events.ts';
import { Latencies } from './latency.ts';
import type { ClientMessage, ConversationState, ServerMessage } from './protocol.ts';
import type { Trace } from './trace.ts';
import { Turn } from './turn.ts';

const reportMs = 200; // how often the server learns what was heard
const settleMs = 400; // by when the last samples put out have surely been heard

/** The loudspeaker, as a conversation needs it. */
export interface Loudspeaker {
  push(turn: number, rate: number, pcm: Int16Array<ArrayBuffer>): void;
  end(turn: number): void;
  flush(turn: number): void;
  duck(on: boolean): void;
  heard(now: number): Heard | null;
}

/** What a conversation acts upon. */
export interface Ports {
  loudspeaker: Loudspeaker;
  send(message: ClientMessage): void;
  emit(event: CallEvent): void;
  trace?: Trace | undefined;
}

/** A reply and how much of it is heard. */
export interface Moment { turn: Turn; heard: Heard }

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/**
 * The client's side of one session: puts audio, mouth shapes, words and cues of each reply in their
 * place, stops replies, and reports what was heard. Once a reply has been stopped, nothing of it or
 * of an earlier one gets through. now is performance.now() throughout.
 */
export class Conversation {
  private readonly ports: Ports;
  private readonly turns = new Map<number, Turn>();
  private current: Turn | null = null; // whose audio the binary frames are
  private cut = 0; // this turn and all before it are over
  private report = { turn: 0, sample: 0, at: -Infinity };
  private ended = new Map<number, number>(); // turn → when its last sample was put out
  private early: string[] = []; // text that came before its turn was announced
  private readonly latencies: Latencies;
  private confidence = 0;
  private typed: string[] = [];
  private halfHeard = false; // words of the user were shown that may yet come to nothing

  constructor(ports: Ports) {
    this.ports = ports;
    this.latencies = new Latencies(ports.emit);
  }

  /** What the listener hears now; null when nothing, or nothing that still counts. */
  moment(now: number): Moment | null {
    const heard = this.ports.loudspeaker.heard(now);
    const turn = heard && this.turns.get(heard.turn);
    return turn ? { turn, heard } : null;
  }

  /** Sends what the user typed. */
  say(text: string): void {
    this.typed.push(text);
    this.ports.send({ type: 'InjectUserMessage', content: text });
  }

  /** Stops the reply at the user's wish. */
  hush(now: number): void {
    const newest = Math.max(...this.turns.keys());
    if (newest > 0) this.stop(newest, now);
  }

  /** A binary frame. */
  audio(frame: ArrayBuffer, now: number): void {
    const turn = this.current;
    if (!turn) return this.stale();
    const pcm = new Int16Array(frame, 0, frame.byteLength >> 1);
    turn.received += pcm.length;
    turn.arrivedAt ??= now;
    this.ports.loudspeaker.push(turn.turn, turn.rate, pcm);
  }

  /** A text frame. */
  receive(message: ServerMessage, now: number): void {
    this.ports.trace?.messages.note({ t: now, message });
    switch (message.type) {
      case 'UserStartedSpeaking':
        return this.hush(now);
      case 'ConversationText':
        return message.role === 'user' ? this.userSaid(message.content) : this.agentSays(message.content);
      case 'VisavisTurn':
        return this.begin(new Turn(message.turn, message.sample_rate));
      case 'VisavisCut':
        return this.stop(message.turn, now);
      case 'VisavisState':
        return this.state(message.state);
      case 'VisavisTranscript':
        return this.userSays(message);
      case 'VisavisHeardText':
        return this.remembered(message);
      case 'VisavisLatency':
        return this.latencies.server(message.turn, message);
      case 'VisavisEngines':
        return this.ports.emit({ type: 'engines', engines: message });
      default:
        if ('turn' in message) this.ofTurn(message, now);
        else this.notice(message);
    }
  }

  /** The loudspeaker has put out the last sample of a turn. */
  played(turn: number, now: number): void {
    if (this.turns.has(turn)) this.ended.set(turn, now);
  }

  /** To be called often while there is sound: reports to the server what was heard. */
  progress(now: number): void {
    const moment = this.moment(now);
    if (!moment) return;
    this.latencies.page(moment, now);
    if (this.finished(moment, now)) return this.finish(moment.turn, now);
    if (moment.heard.playing && now - this.report.at >= reportMs) {
      this.tell(moment.turn, Math.floor(moment.heard.sample), false, now);
    }
  }

  private begin(turn: Turn): void {
    if (turn.turn <= this.cut) return this.stale();
    if (this.current) this.ports.loudspeaker.end(this.current.turn);
    this.turns.set(turn.turn, turn);
    this.current = turn;
    for (const text of this.early.splice(0)) this.agentSays(text);
  }

  private ofTurn(message: Of<
    'VisavisLips' | 'VisavisWords' | 'VisavisAgain' | 'VisavisCue' | 'VisavisSpeechEnd' | 'VisavisDuck' | 'VisavisResume'
  >, now: number): void {
    const turn = this.turns.get(message.turn);
    if (!turn) return this.stale();
    switch (message.type) {
      case 'VisavisLips':
        return turn.addShapes(message.shapes);
      case 'VisavisWords':
        return turn.addClause(message);
      case 'VisavisAgain':
        return turn.again(message.clause, message.sample);
      case 'VisavisCue':
        return turn.addCue(message.sample, message.cue);
      case 'VisavisSpeechEnd':
        return this.speechEnd(turn, now);
      case 'VisavisDuck':
        return this.ports.loudspeaker.duck(true);
      case 'VisavisResume':
        this.unsay();
        return this.ports.loudspeaker.duck(false);
    }
  }

  private notice(message: ServerMessage): void {
    switch (message.type) {
      case 'Error':
      case 'Warning': {
        const severity = message.type === 'Error' ? 'error' : 'warning';
        const { code, description } = message;
        return this.ports.emit({ type: 'trouble', severity, code, message: description });
      }
      case 'InjectionRefused':
        return this.ports.emit({
          type: 'trouble', severity: 'warning', code: 'INJECTION_REFUSED', message: message.message,
        });
      case 'ThinkUpdated':
        return this.ports.emit({ type: 'updated', what: 'brain' });
      case 'SpeakUpdated':
        return this.ports.emit({ type: 'updated', what: 'voice' });
    }
  }

  private speechEnd(turn: Turn, now: number): void {
    this.ports.loudspeaker.end(turn.turn);
    if (this.current === turn) this.current = null;
    if (turn.received === 0) this.read(turn, now);
  }

  // A reply of text only is read, not heard: it is whole, and can no more be cut. An earlier one may
  // still be playing.
  private read(turn: Turn, now: number): void {
    this.turns.delete(turn.turn);
    this.tell(turn, 0, true, now);
    const { text } = turn;
    if (text !== '') this.ports.emit({ type: 'heard', turn: turn.turn, text, interrupted: false });
  }

  // What is put out is heard a little later: the turn is over when the clock says so.
  private finished({ turn, heard }: Moment, now: number): boolean {
    const endedAt = this.ended.get(turn.turn);
    if (endedAt === undefined) return false;
    return heard.sample >= turn.received - 1 || now - endedAt > settleMs;
  }

  private finish(turn: Turn, now: number): void {
    this.forget(turn.turn);
    this.tell(turn, turn.received, true, now);
  }

  private stop(number: number, now: number): void {
    const moment = this.moment(now);
    const stopped = [...this.turns.values()].filter((t) => t.turn <= number);
    this.ports.loudspeaker.flush(number);
    this.cut = Math.max(this.cut, number);
    this.early = [];
    this.forget(number);
    for (const turn of stopped) this.broken(turn, heardOf(turn, moment), now);
    if (stopped.length === 0) this.repeat(number);
    else this.ports.emit({ type: 'cut', turn: number });
  }

  // The server has the last word on what was heard, but may be too late or gone: what was not heard
  // must not stand as heard meanwhile.
  private broken(turn: Turn, sample: number, now: number): void {
    this.tell(turn, sample, true, now);
    this.ports.trace?.cuts.note({ t: now, turn: turn.turn, sample });
    this.ports.emit({ type: 'heard', turn: turn.turn, text: turn.heardText(sample), interrupted: true });
  }

  // The server asks about a turn that was over here already: it waits for an answer all the same.
  private repeat(number: number): void {
    const sample = this.report.turn === number ? this.report.sample : 0;
    this.ports.send({ type: 'VisavisHeard', turn: number, sample, final: true });
  }

  private forget(number: number): void {
    for (const map of [this.turns, this.ended]) {
      for (const turn of map.keys()) if (turn <= number) map.delete(turn);
    }
    if (this.current && this.current.turn <= number) this.current = null;
  }

  private tell({ turn }: Turn, sample: number, final: boolean, now: number): void {
    this.report = { turn, sample, at: now };
    this.ports.trace?.heard.note({ t: now, turn, sample, final });
    this.ports.send({ type: 'VisavisHeard', turn, sample, final });
  }

  private agentSays(text: string): void {
    const turn = this.current;
    if (!turn) {
      this.early.push(text);
      return;
    }
    turn.texts.push(text);
    this.ports.emit({ type: 'assistant', turn: turn.turn, text: turn.text });
  }

  // Of a reply without audio this is also the end: there is nothing to be played or cut.
  private remembered({ turn, text, interrupted }: Of<'VisavisHeardText'>): void {
    if (this.turns.get(turn)?.received === 0) this.forget(turn);
    this.ports.emit({ type: 'heard', turn, text, interrupted });
  }

  private state(state: ConversationState): void {
    if (state === 'idle') this.unsay();
    this.ports.emit({ type: 'state', state });
  }

  private userSays({ text, final, confidence }: Of<'VisavisTranscript'>): void {
    if (final) {
      this.confidence = confidence;
      return;
    }
    this.halfHeard = text !== '';
    this.ports.emit({ type: 'user', text, final, confidence, typed: false });
  }

  // It was a cough, or an "mm-hm": no final words come.
  private unsay(): void {
    if (!this.halfHeard) return;
    this.halfHeard = false;
    this.ports.emit({ type: 'user', text: '', final: false, confidence: 0, typed: false });
  }

  private userSaid(text: string): void {
    this.halfHeard = false;
    const at = this.typed.indexOf(text);
    if (at >= 0) this.typed.splice(at, 1);
    this.ports.emit({ type: 'user', text, final: true, confidence: this.confidence, typed: at >= 0 });
    this.confidence = 0;
  }

  private stale(): void {
    if (this.ports.trace) this.ports.trace.stale++;
  }
}

function heardOf(turn: Turn, moment: Moment | null): number {
  if (!moment || moment.heard.turn < turn.turn) return 0;
  if (moment.heard.turn > turn.turn) return turn.received;
  return Math.min(turn.received, Math.floor(moment.heard.sample));
}
