import type { MicrophoneStatus } from '../events.ts';
import type { Engines } from '../protocol.ts';

/** Something that the user should know, and what can be done about it. */
export interface Advice {
  title: string;
  text: string;
  /** The label of the button that tries again; absent when nothing can be tried. */
  action?: string;
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
  const why = reason ? `The server says: ${reason}.`.replace(/\.\.$/, '.') : 'The server does not answer.';
  return { title: 'Connection lost', text: `${why} Trying again in ${seconds} s.`, action: 'Try now' };
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
