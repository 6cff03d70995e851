// The messages of a conversation, as docs/protocol.md has them: the part of Deepgram's agent
// protocol that the page uses, and the extension that a face needs.

/** Start, end (samples), viseme 0–14, strength 0–127, ARPAbet phone. */
export type WireShape = [start: number, end: number, viseme: number, strength: number, phone: string];
/** Start, end (samples), and where the word stands in its clause's text. */
export type WireWord = [start: number, end: number, from: number, to: number];

export type ConversationState = 'idle' | 'listening' | 'thinking' | 'speaking';
export interface Engine { name: string; ok: boolean; note: string }
export interface Choice { id: string; label: string }
export interface Engines {
  listen: Engine;
  think: Engine;
  speak: Engine;
  /** What may be chosen; null when there is nothing to choose from. */
  brains: Choice[] | null;
  voices: Choice[] | null;
}
/** Milliseconds from the end of the user's speech to the first sample sent, and their parts. */
export interface Stages {
  hangover_ms: number;
  listen_ms: number;
  think_ms: number;
  /** Of functions that were called before the first word; absent: none was. */
  tools_ms?: number;
  speak_ms: number;
  orchestration_ms: number;
  total_ms: number;
}

export type ServerMessage =
  | { type: 'Welcome' }
  | { type: 'SettingsApplied' }
  | { type: 'UserStartedSpeaking' }
  | { type: 'ConversationText'; role: string; content: string }
  | { type: 'InjectionRefused'; message: string }
  | { type: 'ThinkUpdated' }
  | { type: 'SpeakUpdated' }
  | { type: 'PromptUpdated' }
  | { type: 'Warning'; code: string; description: string }
  | { type: 'Error'; code: string; description: string }
  | ({ type: 'VisavisEngines' } & Engines)
  | { type: 'VisavisState'; state: ConversationState }
  | { type: 'VisavisTranscript'; text: string; final: boolean; confidence: number }
  | { type: 'VisavisTurn'; turn: number; sample_rate: number }
  | { type: 'VisavisLips'; turn: number; shapes: WireShape[] }
  | { type: 'VisavisWords'; turn: number; clause: number; text: string; words: WireWord[] }
  | { type: 'VisavisAgain'; turn: number; clause: number; sample: number }
  | { type: 'VisavisCue'; turn: number; sample: number; cue: string }
  | { type: 'VisavisSpeechEnd'; turn: number; samples: number }
  | { type: 'VisavisDuck'; turn: number }
  | { type: 'VisavisResume'; turn: number }
  | { type: 'VisavisCut'; turn: number }
  | { type: 'VisavisHeardText'; turn: number; text: string; interrupted: boolean }
  | ({ type: 'VisavisLatency'; turn: number } & Stages);

export interface HistoryEntry { type: 'History'; role: 'user' | 'assistant'; content: string }
export interface Provider { type: string; model: string }
export interface Agent {
  think?: { provider?: Provider; prompt?: string };
  speak?: { provider: Provider };
  context?: { messages: HistoryEntry[] };
}
export interface AudioFormat { encoding: 'linear16'; sample_rate: number; container?: 'none' }

export type ClientMessage =
  | {
      type: 'Settings';
      visavis: { version: 1 };
      audio: { input: AudioFormat; output: AudioFormat };
      agent: Agent;
    }
  | { type: 'UpdateThink'; think: { provider: Provider } }
  | { type: 'UpdateSpeak'; speak: { provider: Provider } }
  | { type: 'UpdatePrompt'; prompt: string }
  | { type: 'InjectUserMessage'; content: string }
  | { type: 'KeepAlive' }
  | { type: 'VisavisHeard'; turn: number; sample: number; final: boolean };

type Check = (value: unknown) => boolean;
type Fields<M> = { [F in Exclude<keyof M, 'type'>]-?: Check };
type Table = { [M in ServerMessage as M['type']]: Fields<M> };

const text: Check = (v) => typeof v === 'string';
const flag: Check = (v) => typeof v === 'boolean';
const finite: Check = (v) => typeof v === 'number' && Number.isFinite(v);
const count: Check = (v) => Number.isSafeInteger(v) && (v as number) >= 0;
const rate: Check = (v) => count(v) && (v as number) >= 4000 && (v as number) <= 192000;
const optional = (check: Check): Check => (v) => v === undefined || check(v);
const listOf = (item: Check): Check => (v) => Array.isArray(v) && v.every(item);
const tuple = (...items: Check[]): Check => (v) =>
  Array.isArray(v) && v.length >= items.length && items.every((item, i) => item(v[i]));
const record = (fields: Record<string, Check>): Check => (v) =>
  typeof v === 'object' && v !== null && firstBad(v as Record<string, unknown>, fields) === null;
const engine = record({ name: text, ok: flag, note: text });
const list = listOf(record({ id: text, label: text }));
const choices: Check = (v) => v === null || list(v);
const state: Check = (v) => ['idle', 'listening', 'thinking', 'speaking'].includes(v as string);

const table: Table = {
  Welcome: {},
  SettingsApplied: {},
  UserStartedSpeaking: {},
  ConversationText: { role: text, content: text },
  InjectionRefused: { message: text },
  ThinkUpdated: {},
  SpeakUpdated: {},
  PromptUpdated: {},
  Warning: { code: text, description: text },
  Error: { code: text, description: text },
  VisavisEngines: { listen: engine, think: engine, speak: engine, brains: choices, voices: choices },
  VisavisState: { state },
  VisavisTranscript: { text, final: flag, confidence: finite },
  VisavisTurn: { turn: count, sample_rate: rate },
  VisavisLips: { turn: count, shapes: listOf(tuple(count, count, count, finite, text)) },
  VisavisWords: { turn: count, clause: count, text, words: listOf(tuple(count, count, count, count)) },
  VisavisAgain: { turn: count, clause: count, sample: count },
  VisavisCue: { turn: count, sample: count, cue: text },
  VisavisSpeechEnd: { turn: count, samples: count },
  VisavisDuck: { turn: count },
  VisavisResume: { turn: count },
  VisavisCut: { turn: count },
  VisavisHeardText: { turn: count, text, interrupted: flag },
  VisavisLatency: {
    turn: count,
    hangover_ms: finite,
    listen_ms: finite,
    think_ms: finite,
    tools_ms: optional(finite),
    speak_ms: finite,
    orchestration_ms: finite,
    total_ms: finite,
  },
};

function firstBad(object: Record<string, unknown>, fields: Record<string, Check>): string | null {
  for (const [name, check] of Object.entries(fields)) {
    if (!check(object[name])) return name;
  }
  return null;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Reads a text frame. Null for a type that this page does not know, which is no fault (servers may
 * be newer), and for a malformed message, which report hears about.
 */
export function decode(json: string, report: (fault: string) => void): ServerMessage | null {
  const value = parse(json);
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    report('a text frame is no message');
    return null;
  }
  const type = value.type as string;
  if (!Object.hasOwn(table, type)) return null;
  const bad = firstBad(value as Record<string, unknown>, table[type as keyof Table]);
  if (bad !== null) {
    report(`${type}.${bad} is missing or malformed`);
    return null;
  }
  return value as ServerMessage;
}

/** Writes a text frame. */
export function encode(message: ClientMessage): string {
  return JSON.stringify(message);
}
