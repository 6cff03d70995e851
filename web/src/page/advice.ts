import type { MicrophoneStatus } from '../events.ts';
import type { Engines } from '../protocol.ts';

/** Something that the user should know, and what can be done about it. */
export interface Advice {
  title: string;
  text: string;
  /** The label of the button that tries again; absent when nothing can be tried. */
  action?: string;
  /** For whoever looks closer: shown on pointing at it. */
  detail?: string;
}

/** What to say about the microphone; null when all is well. */
export function microphoneAdvice(status: MicrophoneStatus): Advice | null {
  switch (status) {
    case 'denied':
      return {
        title: 'The microphone is blocked',
        text: 'Allow it at the left end of the address bar, then try again. Typing works meanwhile.',
        action: 'Try again',
      };
    case 'missing':
      return { title: 'No microphone found', text: 'Plug one in and try again, or type.', action: 'Try again' };
    case 'busy':
      return {
        title: 'The microphone is busy',
        text: 'Another program is using it. Close that and try again, or type.',
        action: 'Try again',
      };
    case 'lost':
      return { title: 'The microphone went away', text: 'Was it unplugged? You can type.', action: 'Use it again' };
    case 'insecure':
      return {
        title: 'No microphone on this address',
        text: 'Browsers allow it on https and on localhost only. Typing works.',
      };
    case 'failed':
      return { title: 'The microphone does not start', text: 'Try again, or type.', action: 'Try again' };
    case 'asking':
      return { title: 'May I listen?', text: 'Your browser asks for the microphone. You can also just type.' };
    default:
      return null;
  }
}

/** What to say about engines that are absent; null when all are there. */
export function engineAdvice({ listen, think, speak }: Engines): Advice | null {
  const losses = [
    listen.ok ? '' : `It cannot hear you, so please type. ${listen.note}`,
    think.ok ? '' : `It has no brain to answer with. ${think.note}`,
    speak.ok ? '' : `It has no voice, so answers are text only. ${speak.note}`,
  ];
  const text = losses.map((loss) => loss.trim()).filter(Boolean).join(' ');
  return text ? { title: 'Something is missing on the server', text } : null;
}

/** What to say while the connection is down; seconds until the next attempt. */
export function connectionAdvice(seconds: number, reason: string): Advice {
  const detail = isCode(reason) ? { detail: reason } : {};
  return { title: 'Connection lost', text: `${why(reason)} Trying again in ${seconds} s.`, action: 'Try now', ...detail };
}

function why(reason: string): string {
  if (reason === '') return 'The server does not answer.';
  if (isCode(reason)) return endings[reason] ?? 'The server ended the conversation.';
  return `The server says: ${reason}.`.replace(/\.\.$/, '.');
}

const isCode = (text: string): boolean => /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(text);

/** Why the server ends a conversation. */
const endings: Readonly<Record<string, string>> = {
  SERVER_GOING_AWAY: 'The server is shutting down.',
  CLIENT_MESSAGE_TIMEOUT: 'The server has not heard from this page for a while.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on the server.',
};

/** Faults that a conversation survives, in words; others are told as the server describes them. */
const faults: Readonly<Record<string, Advice>> = {
  ASR_CONNECTION_CLOSED: { title: 'I could not make out the end of that.', text: 'Say it again, or type it.' },
  THINK_REQUEST_FAILED: { title: 'I could not finish that thought.', text: 'Ask again, or choose another brain.' },
  SPEAK_REQUEST_FAILED: { title: 'My voice failed me.', text: 'The answer is in the conversation, as text.' },
  INJECTION_REFUSED: { title: 'That came in between.', text: 'Wait until nobody speaks, then try again.' },
};

/** What to say when an engine failed and another goes on, which costs no word. */
const successions: Readonly<Record<string, string>> = {
  ASR_CONNECTION_CLOSED: 'Other ears are listening now.',
  THINK_REQUEST_FAILED: 'Another brain is answering.',
  SPEAK_REQUEST_FAILED: 'Another voice is speaking.',
};

const succession = /^\S+ .+; \S+ takes over\.$/;
const end = /^\S+ .+; nothing is left to take over\./;

/** What to say about a fault that the server reports, or the page finds. */
export function troubleAdvice(severity: 'error' | 'warning', code: string, message: string): Advice {
  const next = succession.test(message) ? successions[code] : undefined;
  if (next) return { title: next, text: message, action: 'Close', detail: code };
  if (end.test(message)) return { title: 'I cannot hear you just now.', text: `${message} You can type.`, action: 'Close', detail: code };
  const title = severity === 'error' ? 'Something went wrong' : 'Please note';
  const text = endings[code] ?? message;
  return { ...(faults[code] ?? { title, text }), action: 'Close', detail: `${code}: ${message}` };
}

/** What to say while the browser keeps the sound off. */
export const soundAdvice: Advice = {
  title: 'The sound is paused',
  text: 'Your browser has paused it. Tap anywhere or press a key to go on.',
  action: 'Resume',
};

/** What to say when the page cannot make sound at all on this address. */
export const insecureAdvice: Advice = {
  title: 'This address cannot carry a voice',
  text: 'Browsers allow live sound on https and on localhost only. Open the page there.',
};
