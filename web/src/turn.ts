import { MouthTrack } from './face/mouth.ts';
import type { WireShape, WireWord } from './protocol.ts';

export interface Clause { clause: number; text: string; words: WireWord[] }

/** The clause that is being spoken and how many of its words have begun. */
export interface Caption extends Clause { turn: number; spoken: number }

interface Cue { sample: number; cue: string }

/** All that the page knows of one reply. Samples count from its first, at rate. */
export class Turn {
  readonly turn: number;
  readonly rate: number;
  readonly mouth: MouthTrack;
  /** The reply's text, clause by clause, as the history would have it. */
  readonly texts: string[] = [];
  /** Samples that have arrived. */
  received = 0;
  /** When the first of them did, in milliseconds of performance.now(); null before. */
  arrivedAt: number | null = null;

  private readonly clauses: Clause[] = [];
  private cues: Cue[] = [];

  constructor(turn: number, rate: number) {
    this.turn = turn;
    this.rate = rate;
    this.mouth = new MouthTrack(rate);
  }

  get text(): string {
    return this.texts.join(' ');
  }

  addShapes(shapes: readonly WireShape[]): void {
    this.mouth.add(shapes.map(([start, end, viseme, strength, phone]) =>
      ({ start, end, viseme, strength: strength / 127, phone })));
  }

  /** Adds a clause, or more words of one: a voice may tell them piece by piece. */
  addClause({ clause, text, words }: Clause): void {
    const known = this.clauses.find((c) => c.clause === clause);
    if (known) known.words.push(...words);
    else this.clauses.push({ clause, text, words: [...words] });
  }

  /** Another voice begins a clause anew at a sample: what was said of its times does not count. */
  again(clause: number, sample: number): void {
    this.mouth.dropFrom(sample);
    const known = this.clauses.find((c) => c.clause === clause);
    if (known) known.words = [];
  }

  addCue(sample: number, cue: string): void {
    this.cues.push({ sample, cue });
  }

  /** The cues that are due, each once. */
  takeCues(sample: number): string[] {
    const due = this.cues.filter((c) => c.sample <= sample);
    if (due.length > 0) this.cues = this.cues.filter((c) => c.sample > sample);
    return due.map((c) => c.cue);
  }

  /** What to show while sample is heard; null when there is no text. */
  captionAt(sample: number): Caption | null {
    const timed = this.clauses.filter((c) => c.words.length > 0);
    const clause = timed.findLast((c) => c.words[0]![0] <= sample) ?? timed[0];
    if (!clause) return this.untimed();
    const spoken = clause.words.filter(([start]) => start <= sample).length;
    return { ...clause, turn: this.turn, spoken };
  }

  /** The text up to the last word that was heard whole. */
  heardText(sample: number): string {
    const heard = this.clauses.map(({ text, words }) => {
      const last = words.findLast(([, end]) => end <= sample);
      return last ? text.slice(0, last === words.at(-1) ? text.length : last[3]) : '';
    });
    return heard.filter(Boolean).join(' ');
  }

  // A voice that does not know its words: the text stands still.
  private untimed(): Caption | null {
    if (this.text === '') return null;
    return { turn: this.turn, clause: 0, text: this.text, words: [], spoken: 0 };
  }
}
