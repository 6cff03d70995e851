import type { MicrophoneFault } from './audio/microphone.ts';
import type { ConversationState, Engines, Stages } from './protocol.ts';

export type ConnectionStatus =
  | { status: 'connecting' }
  | { status: 'open' }
  /** Lost; retryAt is when the next attempt is due, in milliseconds of performance.now(). */
  | { status: 'waiting'; retryAt: number; reason: string }
  | { status: 'closed' };

export type MicrophoneStatus = 'off' | 'asking' | 'on' | 'muted' | 'lost' | MicrophoneFault;

/** What happens in a call, told to whoever shows it. */
export type CallEvent =
  | { type: 'state'; state: ConversationState }
  | ({ type: 'connection' } & ConnectionStatus)
  | { type: 'microphone'; status: MicrophoneStatus }
  | { type: 'level'; level: number }
  /** Whether the browser lets sound out. */
  | { type: 'sound'; running: boolean }
  /**
   * What the user is saying (empty when it came to nothing) or, when final, has said; a confidence of 0
   * is none.
   */
  | { type: 'user'; text: string; final: boolean; confidence: number; typed: boolean }
  /** The reply's text so far. */
  | { type: 'assistant'; turn: number; text: string }
  /** What was heard of the reply. At a cut first as the page knows it, then as the history holds it. */
  | { type: 'heard'; turn: number; text: string; interrupted: boolean }
  /** The reply was stopped; nothing of it is heard or shown from now on. */
  | { type: 'cut'; turn: number }
  /** pageMs is the time from the first sample's arrival to its being heard. */
  | { type: 'latency'; turn: number; stages: Stages; pageMs: number }
  | { type: 'engines'; engines: Engines }
  /** An engine was exchanged, as asked. */
  | { type: 'updated'; what: 'voice' | 'brain' }
  | { type: 'trouble'; severity: 'error' | 'warning'; code: string; message: string };
