// The page around the avatar: everything here only listens to the element and calls its methods.

import { VisavisAvatar } from '../element.ts';
import type { CallEvent } from '../events.ts';
import { Trace } from '../trace.ts';
import { engineAdvice, insecureAdvice, microphoneAdvice, soundAdvice, troubleAdvice } from './advice.ts';
import { Controls } from './controls.ts';
import { byId } from './dom.ts';
import { EnginesPanel } from './engines.ts';
import { LatencyPanel } from './latency.ts';
import { Notices } from './notices.ts';
import { Status } from './status.ts';
import { Transcript } from './transcript.ts';

declare global {
  interface Window { __visavis?: Trace }
}

const warningMs = 10000; // the conversation has survived it: long enough to read, then out of the way
const troubles = new Map<string, ReturnType<typeof setTimeout> | undefined>(); // by code

const avatar = byId('avatar', VisavisAvatar);
const notices = new Notices(byId('notices', HTMLElement));
const controls = new Controls(avatar);
const status = new Status(notices, () => avatar.reconnect());
const transcript = new Transcript(byId('transcript', HTMLElement));
const latency = new LatencyPanel(byId('latency-body', HTMLElement), byId('latency-total', HTMLElement));
const engines = new EnginesPanel(byId('engines-body', HTMLElement), byId('engines-summary', HTMLElement), {
  brain: (id) => avatar.setAttribute('brain', id),
  voice: (id) => avatar.setAttribute('voice', id),
  look: (name) => avatar.setAttribute('look', name),
});

if (new URLSearchParams(location.search).get('trace') === '1') {
  avatar.trace = window.__visavis = new Trace();
}
if (matchMedia('(min-width: 60rem)').matches) {
  for (const id of ['latency', 'engines']) byId(id, HTMLDetailsElement).open = true;
}

// One of each kind is shown at a time: several stages may fail at once.
const trouble = (severity: 'error' | 'warning', code: string, message: string): void => {
  clearTimeout(troubles.get(code));
  notices.put(code, troubleAdvice(severity, code, message), severity === 'error' ? 'error' : 'info');
  const passes = severity === 'warning';
  troubles.set(code, passes ? setTimeout(() => notices.put(code, null), warningMs) : undefined);
};

const untroubled = (): void => {
  for (const code of troubles.keys()) notices.put(code, null);
};

const engineless = (): void => {
  engines.unknown();
  notices.put('engines', null);
};

controls.onfault = (error) => {
  if (!isSecureContext) return notices.put('sound', insecureAdvice);
  const text = error instanceof Error ? error.message : String(error);
  notices.put('sound', { title: 'The sound does not start', text, action: 'Close' });
};

const handlers: { [T in CallEvent['type']]?: (event: Extract<CallEvent, { type: T }>) => void } = {
  state: ({ state }) => status.state(state),
  connection: (event) => {
    status.connection(event);
    controls.online(event.status === 'open');
    if (event.status === 'connecting') transcript.seal();
    if (event.status !== 'open') engineless();
    if (event.status === 'open' || event.status === 'closed') untroubled();
    if (event.status === 'closed') for (const subject of ['microphone', 'sound']) notices.put(subject, null);
  },
  microphone: ({ status }) => {
    controls.microphoneIs(status);
    const severity = status === 'asking' ? 'info' : 'error';
    notices.put('microphone', microphoneAdvice(status), severity, () => avatar.openMicrophone());
  },
  level: ({ level }) => controls.level(level),
  sound: ({ running }) => notices.put('sound', running ? null : soundAdvice, 'info', () => undefined),
  user: ({ text, final, confidence, typed }) => transcript.user(text, final, confidence, typed),
  assistant: ({ turn, text }) => transcript.assistant(turn, text),
  heard: ({ turn, text, interrupted }) => transcript.heard(turn, text, interrupted),
  latency: (event) => latency.add(event),
  engines: ({ engines: found }) => {
    engines.show(found);
    controls.earsAre(found.listen.ok);
    if (!found.listen.ok) avatar.mute(true);
    notices.put('engines', engineAdvice(found));
  },
  trouble: ({ severity, code, message }) => trouble(severity, code, message),
};

for (const [type, handle] of Object.entries(handlers)) {
  avatar.addEventListener(`visavis-${type}`, (event) => {
    // Each event's detail is the CallEvent whose type its name carries (see AvatarEvents).
    (handle as (event: CallEvent) => void)((event as CustomEvent<CallEvent>).detail);
  });
}
