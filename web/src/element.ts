import { Call, type Choices } from './call.ts';
import { CaptionView } from './caption-view.ts';
import css from './element.css?inline';
import type { CallEvent } from './events.ts';
import { Face, type FaceState } from './face/face.ts';
import { looks } from './face/looks.ts';
import { Animator } from './animator.ts';
import type { Trace } from './trace.ts';

/** The details of the element's events, by event name. */
export type AvatarEvents = {
  [E in CallEvent as `visavis-${E['type']}`]: CustomEvent<E>;
};

const defaultPath = '/v1/agent/converse';
const dark = matchMedia('(prefers-color-scheme: dark)');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * `<visavis-avatar>`: a face to talk to, with captions.
 *
 * Attributes: `src` (the server's address, same origin by default), `look` (a name of `looks`),
 * `voice` and `brain` (ids offered in visavis-engines). Events: see AvatarEvents; each carries a
 * CallEvent as its detail.
 */
export class VisavisAvatar extends HTMLElement {
  static readonly observedAttributes = ['look', 'voice', 'brain'];

  private readonly canvas = document.createElement('canvas');
  private readonly captions: CaptionView;
  private readonly face: Face;
  private readonly animator: Animator;
  private call: Call | null = null;
  private starting = false;
  private voiceless = false; // the server's replies are text only
  private prompt: string | undefined;
  private recorder: Trace | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    const frame = document.createElement('div');
    frame.className = 'stage';
    frame.append(this.canvas);
    const line = document.createElement('p');
    line.className = 'captions';
    line.setAttribute('part', 'captions');
    root.append(frame, line);
    this.captions = new CaptionView(line);
    this.face = new Face(this.canvas, { reducedMotion: calm.matches });
    this.animator = new Animator(this.face, {
      moment: (now) => this.call?.moment(now) ?? null,
      drawn: (moment) => {
        const caption = moment?.turn.captionAt(moment.heard.sample);
        if (caption) this.captions.show(caption);
      },
    });
  }

  connectedCallback(): void {
    this.canvas.setAttribute('role', 'img');
    this.show('asleep');
    this.theme();
    dark.addEventListener('change', this.theme);
    for (const gesture of ['pointerdown', 'keydown', 'visibilitychange']) {
      document.addEventListener(gesture, this.resume);
    }
    this.animator.start();
  }

  disconnectedCallback(): void {
    this.animator.stop();
    dark.removeEventListener('change', this.theme);
    for (const gesture of ['pointerdown', 'keydown', 'visibilitychange']) {
      document.removeEventListener(gesture, this.resume);
    }
    void this.stop();
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (!value || value === before) return;
    if (name === 'look') {
      if (isLook(value)) this.face.setLook(looks[value]);
    } else {
      this.call?.choose({ [name]: value });
    }
  }

  /** Records what a test needs to know; set it before start. */
  set trace(trace: Trace) {
    this.recorder = this.animator.trace = trace;
    this.captions.onchange = (caption) => trace.caption(performance.now(), caption);
  }

  /** Begins the call. Call it in answer to a click, or the browser keeps the sound off. */
  async start(): Promise<void> {
    if (this.call || this.starting) return;
    this.starting = true;
    try {
      this.call = await Call.open(this.address(), this.choices(), (event) => this.happened(event), this.recorder);
      this.show('idle');
    } finally {
      this.starting = false;
    }
  }

  /** Ends the call. */
  async stop(): Promise<void> {
    const { call } = this;
    this.call = null;
    await call?.close();
    this.captions.clear();
    this.show('asleep');
  }

  /** Says something by keyboard. */
  say(text: string): void {
    if (text.trim() !== '') this.call?.say(text.trim());
  }

  /** Stops the reply that is being spoken. */
  hush(): void {
    this.call?.hush();
  }

  /** Adds instructions for the brain. */
  setPrompt(prompt: string): void {
    this.prompt = prompt;
    this.call?.choose({ prompt });
  }

  /** Switches the microphone off or on again. */
  mute(muted: boolean): void {
    this.call?.mute(muted);
  }

  /** Asks for the microphone again. */
  openMicrophone(): void {
    void this.call?.openMicrophone();
  }

  /** Connects at once instead of when the next attempt is due. */
  reconnect(): void {
    this.call?.reconnect();
  }

  private readonly resume = (): void => {
    if (!document.hidden) this.call?.resume();
  };

  private readonly theme = (): void => this.face.setTheme(dark.matches);

  private address(): string {
    const url = new URL(this.getAttribute('src') ?? defaultPath, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    return url.href;
  }

  private choices(): Choices {
    const voice = this.getAttribute('voice');
    const brain = this.getAttribute('brain');
    return { ...(voice && { voice }), ...(brain && { brain }), ...(this.prompt && { prompt: this.prompt }) };
  }

  private happened(event: CallEvent): void {
    this.act(event);
    this.dispatchEvent(new CustomEvent(`visavis-${event.type}`, { detail: event, bubbles: true, composed: true }));
  }

  private act(event: CallEvent): void {
    switch (event.type) {
      case 'state':
        return this.show(event.state);
      case 'level':
        return this.face.userLevel(event.level);
      case 'user':
        // An "mm-hm" during a reply must not cover its caption.
        if (!this.call?.moment(performance.now())) this.captions.showUser(event.text);
        return;
      case 'engines':
        this.voiceless = !event.engines.speak.ok;
        return;
      case 'assistant':
        // No voice will carry the caption along.
        if (this.voiceless) this.captions.show({ ...event, clause: 0, words: [], spoken: 0 });
        return;
      case 'cut':
        this.captions.clear();
        return this.face.startle();
      case 'connection':
        if (event.status !== 'open') this.show(event.status === 'closed' ? 'asleep' : 'idle');
    }
  }

  private show(state: FaceState): void {
    this.face.setState(state);
    this.canvas.setAttribute('aria-label', `A face, ${state}`);
    this.recorder?.states.note({ t: performance.now(), state });
  }
}

function isLook(name: string): name is keyof typeof looks {
  return Object.hasOwn(looks, name);
}

function sheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

if (!customElements.get('visavis-avatar')) customElements.define('visavis-avatar', VisavisAvatar);
