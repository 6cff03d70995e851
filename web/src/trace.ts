// What a test needs to know of a call, kept on the page when its address has ?trace=1, as
// window.__visavis:
//
//   frames    {t, turn, heardSample, drawnSample, channels} of each frame that drew a speaking mouth;
//             turn is null and channels are at rest when nobody was heard
//   messages  {t, message} of each text frame from the server, as decoded
//   heard     {t, turn, sample, final} of each VisavisHeard sent
//   cuts      {t, turn, sample} of each reply that was stopped
//   captions  {t, turn, clause, text, spoken} whenever the caption changed; turn null: cleared
//   states    {t, state} of each state of the face
//   stale     how many frames of audio and events of a stopped turn were dropped
//
// t is performance.now(); samples count from the turn's first. Each list keeps its newest 20,000.

import type { Channels } from './face/mouth.ts';
import type { ServerMessage } from './protocol.ts';
import type { Caption } from './turn.ts';

const longest = 20000;

class Log<T> extends Array<T> {
  note(entry: T): void {
    if (this.length >= longest) this.splice(0, longest / 10);
    this.push(entry);
  }
}

type Timed<T> = T & { t: number };

export class Trace {
  readonly frames = new Log<Timed<{
    turn: number | null;
    heardSample: number;
    drawnSample: number;
    channels: Channels | null;
  }>>();
  readonly messages = new Log<Timed<{ message: ServerMessage }>>();
  readonly heard = new Log<Timed<{ turn: number; sample: number; final: boolean }>>();
  readonly cuts = new Log<Timed<{ turn: number; sample: number }>>();
  readonly captions = new Log<Timed<{ turn: number | null; clause: number; text: string; spoken: number }>>();
  readonly states = new Log<Timed<{ state: string }>>();
  stale = 0;

  caption(t: number, caption: Caption | null): void {
    const { turn, clause, text, spoken } = caption ?? { turn: null, clause: 0, text: '', spoken: 0 };
    this.captions.note({ t, turn, clause, text, spoken });
  }
}
