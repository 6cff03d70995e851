import { describe, expect, it } from 'vitest';
import type { Heard } from './audio/clock.ts';
import { Conversation } from './conversation.ts';
import type { CallEvent } from './events.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';

const rate = 24000;

/** A session whose loudspeaker hears what the test says, at the time the test says. */
class Session {
  readonly log: string[] = [];
  readonly sent: ClientMessage[] = [];
  readonly events: CallEvent[] = [];
  heard: Heard | null = null;
  now = 0;
  readonly conversation = new Conversation({
    loudspeaker: {
      push: (turn, _, pcm) => this.log.push(`push ${turn} ${pcm.length}`),
      end: (turn) => this.log.push(`end ${turn}`),
      flush: (turn) => this.log.push(`flush ${turn}`),
      duck: (on) => this.log.push(`duck ${on}`),
      heard: () => this.heard,
    },
    send: (message) => this.sent.push(message),
    emit: (event) => this.events.push(event),
  });

  receive(...messages: ServerMessage[]): void {
    for (const message of messages) this.conversation.receive(message, this.now);
  }

  audio(samples: number): void {
    this.conversation.audio(new ArrayBuffer(samples * 2), this.now);
  }

  hear(turn: number, sample: number, playing = true): void {
    this.heard = { turn, sample, rate, playing, loudness: 0.5 };
    this.conversation.progress(this.now);
  }

  reply(turn: number, text = 'Hello there.', samples = rate): void {
    this.receive(
      { type: 'VisavisTurn', turn, sample_rate: rate },
      { type: 'ConversationText', role: 'assistant', content: text },
      { type: 'VisavisLips', turn, shapes: [[0, 2400, 10, 127, 'AA']] },
      { type: 'VisavisWords', turn, clause: 0, text, words: [[0, 9600, 0, 5], [9600, 20000, 6, 11]] },
      { type: 'VisavisCue', turn, sample: 4800, cue: 'happy' },
    );
    this.audio(samples);
  }

  reports(): string[] {
    return this.sent.filter((m) => m.type === 'VisavisHeard').map((m) => `${m.turn} ${m.sample} ${m.final}`);
  }

  of<T extends CallEvent['type']>(type: T): Extract<CallEvent, { type: T }>[] {
    return this.events.filter((e): e is Extract<CallEvent, { type: T }> => e.type === type);
  }
}

describe('a reply', () => {
  it('reports what was heard every 200 ms and at the end', () => {
    const session = new Session();
    session.reply(1);
    for (session.now = 0; session.now < 900; session.now += 20) session.hear(1, session.now * 24);
    expect(session.reports()).toEqual(['1 0 false', '1 4800 false', '1 9600 false', '1 14400 false', '1 19200 false']);
    session.receive({ type: 'VisavisSpeechEnd', turn: 1, samples: rate });
    session.conversation.played(1, session.now);
    session.hear(1, 22000, false);
    expect(session.reports().at(-1), 'put out is not yet heard').toBe('1 19200 false');
    session.now += 30;
    session.hear(1, rate, false);
    expect(session.reports().at(-1)).toBe('1 24000 true');
    session.now += 1000;
    session.hear(1, rate, false);
    expect(session.reports(), 'once').toHaveLength(6);
  });

  it('ends even when the clock never gets to the last sample', () => {
    const session = new Session();
    session.reply(1);
    session.conversation.played(1, 1000);
    session.now = 1401;
    session.hear(1, 23000, false);
    expect(session.reports()).toEqual(['1 24000 true']);
  });

  it('without audio is over at once', () => {
    const session = new Session();
    session.receive(
      { type: 'VisavisTurn', turn: 1, sample_rate: rate },
      { type: 'VisavisSpeechEnd', turn: 1, samples: 0 },
    );
    expect(session.reports()).toEqual(['1 0 true']);
  });

  it('of text only is read whole when it ends, and cannot be cut any more', () => {
    const session = new Session();
    session.reply(1);
    session.receive(
      { type: 'VisavisTurn', turn: 2, sample_rate: rate },
      { type: 'ConversationText', role: 'assistant', content: 'Hello.' },
      { type: 'VisavisSpeechEnd', turn: 2, samples: 0 },
    );
    expect(session.of('heard')).toEqual([{ type: 'heard', turn: 2, text: 'Hello.', interrupted: false }]);
    session.hear(1, 100);
    expect(session.conversation.moment(0)?.turn.turn, 'the one before goes on').toBe(1);
    session.receive({ type: 'VisavisCut', turn: 2 });
    expect(session.of('heard').filter((e) => e.turn === 2)).toHaveLength(1);
  });

  it('of text only is over when the server has said what was read, and cannot be cut any more', () => {
    const session = new Session();
    session.receive(
      { type: 'VisavisTurn', turn: 1, sample_rate: rate },
      { type: 'ConversationText', role: 'assistant', content: 'Hello.' },
      { type: 'VisavisHeardText', turn: 1, text: 'Hello.', interrupted: false },
    );
    session.conversation.hush(session.now);
    expect(session.of('heard').map((e) => e.text)).toEqual(['Hello.']);
    expect(session.of('cut')).toEqual([]);
  });

  it('gives caption and cues of the sample that is heard', () => {
    const session = new Session();
    session.reply(1);
    session.hear(1, 9700);
    const { turn, heard } = session.conversation.moment(0)!;
    expect(turn.captionAt(heard.sample)).toMatchObject({ turn: 1, clause: 0, spoken: 2 });
    expect(turn.captionAt(9000)).toMatchObject({ spoken: 1 });
    expect(turn.takeCues(4000)).toEqual([]);
    expect(turn.takeCues(heard.sample)).toEqual(['happy']);
    expect(turn.takeCues(heard.sample), 'each once').toEqual([]);
  });

  it('collects its text, also what came before it was announced', () => {
    const session = new Session();
    session.receive({ type: 'ConversationText', role: 'assistant', content: 'Well.' });
    session.reply(1, 'Hello there.');
    expect(session.of('assistant').map((e) => e.text)).toEqual(['Well.', 'Well. Hello there.']);
  });

  it('is followed by the next: the first is complete then', () => {
    const session = new Session();
    session.reply(1);
    session.reply(2);
    expect(session.log).toEqual(['push 1 24000', 'end 1', 'push 2 24000']);
    session.hear(1, 100);
    expect(session.conversation.moment(0)?.turn.turn).toBe(1);
  });

  it('is ducked and raised', () => {
    const session = new Session();
    session.reply(1);
    session.receive({ type: 'VisavisDuck', turn: 1 }, { type: 'VisavisResume', turn: 1 });
    expect(session.log.slice(1)).toEqual(['duck true', 'duck false']);
  });

  it('tells its latency once both parts are known', () => {
    const session = new Session();
    const stages = {
      hangover_ms: 500, listen_ms: 1, think_ms: 2, speak_ms: 3, orchestration_ms: 0.5, total_ms: 506.5,
    };
    session.now = 1000;
    session.reply(1);
    session.receive({ type: 'VisavisLatency', turn: 1, ...stages });
    expect(session.of('latency')).toEqual([]);
    session.now = 1100;
    session.hear(1, 480); // 20 ms of sound
    session.hear(1, 960);
    expect(session.of('latency')).toEqual([expect.objectContaining({ turn: 1, pageMs: 80 })]);
  });
});

describe('a cut', () => {
  const interrupted = (): Session => {
    const session = new Session();
    session.reply(3);
    session.now = 500;
    session.hear(3, 12000.7);
    session.receive({ type: 'VisavisCut', turn: 3 });
    return session;
  };

  it('flushes and answers with the sample that was heard', () => {
    const session = interrupted();
    expect(session.log.at(-1)).toBe('flush 3');
    expect(session.reports().at(-1)).toBe('3 12000 true');
    expect(session.of('cut')).toEqual([{ type: 'cut', turn: 3 }]);
  });

  it('lets nothing of the turn through afterwards', () => {
    const session = interrupted();
    const before = { log: session.log.length, events: session.events.length, sent: session.sent.length };
    session.audio(480);
    session.receive(
      { type: 'VisavisTurn', turn: 2, sample_rate: rate },
      { type: 'VisavisLips', turn: 3, shapes: [[0, 1, 1, 127, 'P']] },
      { type: 'VisavisWords', turn: 3, clause: 1, text: 'late', words: [[0, 1, 0, 4]] },
      { type: 'VisavisCue', turn: 3, sample: 0, cue: 'angry' },
      { type: 'VisavisDuck', turn: 3 },
      { type: 'VisavisSpeechEnd', turn: 3, samples: 999 },
    );
    session.audio(480);
    session.conversation.played(3, 510);
    session.now = 1500;
    session.hear(3, 13000);
    expect(session.conversation.moment(session.now)).toBeNull();
    expect(session.log).toHaveLength(before.log);
    expect(session.events).toHaveLength(before.events);
    expect(session.sent).toHaveLength(before.sent);
  });

  it('still tells what the history holds', () => {
    const session = interrupted();
    session.receive({ type: 'VisavisHeardText', turn: 3, text: 'Hello', interrupted: true });
    expect(session.of('heard').at(-1)).toEqual({ type: 'heard', turn: 3, text: 'Hello', interrupted: true });
  });

  it('leaves nothing standing that was not heard, whether or not the server says so', () => {
    expect(interrupted().of('heard')).toEqual([{ type: 'heard', turn: 3, text: 'Hello', interrupted: true }]);
    const early = new Session();
    early.reply(1);
    early.receive({ type: 'VisavisCut', turn: 1 });
    expect(early.of('heard'), 'before its first word').toEqual([{ type: 'heard', turn: 1, text: '', interrupted: true }]);
  });

  it('is answered again when asked again', () => {
    const session = interrupted();
    session.receive({ type: 'VisavisCut', turn: 3 });
    expect(session.reports().slice(-2)).toEqual(['3 12000 true', '3 12000 true']);
    expect(session.of('cut')).toHaveLength(1);
  });

  it('does not touch the next turn', () => {
    const session = interrupted();
    session.reply(4);
    session.hear(4, 100);
    expect(session.conversation.moment(0)?.turn.turn).toBe(4);
    expect(session.log.slice(-1)).toEqual(['push 4 24000']);
  });

  it('of several turns reports each: those that never began were not heard', () => {
    const session = new Session();
    session.reply(1);
    session.reply(2);
    session.hear(1, 600);
    session.receive({ type: 'VisavisCut', turn: 2 });
    expect(session.reports().slice(-2)).toEqual(['1 600 true', '2 0 true']);
  });

  it('never reports more than has arrived', () => {
    const session = new Session();
    session.reply(1, 'Hi.', 480);
    session.hear(1, 900);
    session.receive({ type: 'VisavisCut', turn: 1 });
    expect(session.reports().at(-1)).toBe('1 480 true');
  });

  it('follows from UserStartedSpeaking and from the user\'s own wish', () => {
    for (const stop of [
      (s: Session) => s.receive({ type: 'UserStartedSpeaking' }),
      (s: Session) => s.conversation.hush(s.now),
    ]) {
      const session = new Session();
      stop(session);
      expect(session.sent, 'nothing to stop').toEqual([]);
      session.reply(1);
      session.hear(1, 600);
      stop(session);
      expect(session.reports().at(-1)).toBe('1 600 true');
      expect(session.log.at(-1)).toBe('flush 1');
    }
  });
});

describe('the user', () => {
  it('is quoted with the certainty of the final transcript', () => {
    const session = new Session();
    session.receive(
      { type: 'VisavisTranscript', text: 'what is', final: false, confidence: 0 },
      { type: 'VisavisTranscript', text: 'what is it', final: true, confidence: 0.87 },
      { type: 'ConversationText', role: 'user', content: 'What is it?' },
    );
    expect(session.of('user')).toEqual([
      { type: 'user', text: 'what is', final: false, confidence: 0, typed: false },
      { type: 'user', text: 'What is it?', final: true, confidence: 0.87, typed: false },
    ]);
  });

  it('has said nothing when the words come to nothing', () => {
    const nothing = { type: 'user', text: '', final: false, confidence: 0, typed: false };
    for (const end of [{ type: 'VisavisState', state: 'idle' }, { type: 'VisavisResume', turn: 1 }] as const) {
      const session = new Session();
      session.reply(1);
      session.receive({ type: 'VisavisTranscript', text: 'uh', final: false, confidence: 0 });
      session.receive({ type: 'VisavisState', state: 'thinking' });
      expect(session.of('user')).toHaveLength(1);
      session.receive(end, end);
      expect(session.of('user').slice(1), 'once').toEqual([nothing]);
    }
  });

  it('has said what became final', () => {
    const session = new Session();
    session.receive(
      { type: 'VisavisTranscript', text: 'hi', final: false, confidence: 0 },
      { type: 'VisavisTranscript', text: 'hi', final: true, confidence: 0.9 },
      { type: 'ConversationText', role: 'user', content: 'hi' },
      { type: 'VisavisState', state: 'idle' },
    );
    expect(session.of('user').at(-1)).toMatchObject({ text: 'hi', final: true });
  });

  it('types', () => {
    const session = new Session();
    session.conversation.say('Hello');
    session.receive({ type: 'ConversationText', role: 'user', content: 'Hello' });
    session.receive({ type: 'ConversationText', role: 'user', content: 'Hello' });
    expect(session.sent).toEqual([{ type: 'InjectUserMessage', content: 'Hello' }]);
    expect(session.of('user').map((e) => e.typed)).toEqual([true, false]);
  });
});

describe('a lost connection', () => {
  it('leaves what was heard, to the word', () => {
    const session = new Session();
    session.reply(1);
    session.hear(1, 12000);
    session.conversation.hush(session.now);
    expect(session.of('heard')).toEqual([{ type: 'heard', turn: 1, text: 'Hello', interrupted: true }]);
    expect(session.log.at(-1)).toBe('flush 1');
  });
});
