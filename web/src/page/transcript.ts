import { make } from './dom.ts';
import { part } from './heard.ts';
import { Pin } from './pin.ts';

const unsure = 0.6; // below this the words are marked as doubtful
const labelled = 4; // so many words not heard are worth a label; of fewer it would be noise

interface Reply { full: string; unheard: string; body: HTMLElement }

/** The conversation as text. A clause is added whole, so that a screen reader says it once. */
export class Transcript {
  private readonly root: HTMLElement;
  private readonly pin: Pin;
  private partial: HTMLElement | null = null;
  private replies = new Map<number, Reply>();

  constructor(root: HTMLElement) {
    this.root = root;
    this.pin = new Pin(root);
  }

  /** A new session: its turns count from 1 again. */
  seal(): void {
    this.replies = new Map();
    this.dropPartial();
  }

  user(text: string, final: boolean, confidence: number, typed: boolean): void {
    if (!final && text !== '') return this.showPartial(text);
    this.dropPartial();
    if (!final) return;
    const words = make('span', !typed && confidence > 0 && confidence < unsure ? 'doubtful' : '', text);
    const entry = this.entry('user', 'You', make('p', '', words));
    const note = typed ? 'typed' : certainty(confidence);
    if (note) entry.append(make('p', 'note', note));
    if (typed) this.pin.toEnd();
  }

  assistant(turn: number, text: string): void {
    const reply = this.reply(turn);
    const added = text.slice(reply.full.length);
    reply.body.append(make('span', '', added));
    reply.full = text;
    this.pin.follow();
  }

  heard(turn: number, text: string, interrupted: boolean): void {
    const known = this.replies.get(turn);
    if (!known && text === '') return; // it was cut before any of it was shown
    const reply = known ?? this.reply(turn);
    const whole = !interrupted && reply.full !== '';
    const { heard, unheard } = part(reply.full, whole ? reply.full : text);
    if (reply.full !== '' && unheard === reply.unheard) return; // a screen reader has said it already
    reply.unheard = unheard;
    reply.body.replaceChildren(make('span', '', heard), ...(unheard ? [' ', missed(unheard)] : []));
    this.pin.follow();
  }

  private reply(turn: number): Reply {
    const known = this.replies.get(turn);
    if (known) return known;
    const body = make('p');
    this.entry('assistant', 'Face', body);
    const reply = { full: '', unheard: '', body };
    this.replies.set(turn, reply);
    return reply;
  }

  private entry(kind: string, who: string, body: HTMLElement): HTMLElement {
    this.root.querySelector('.empty')?.remove();
    const entry = make('div', `entry ${kind}`, make('span', 'sr', `${who}:`), body);
    this.root.insertBefore(entry, this.partial);
    this.pin.watch(entry);
    this.pin.follow();
    return entry;
  }

  // Words that may still change are shown but not announced.
  private showPartial(text: string): void {
    if (!this.partial) {
      const body = make('p');
      this.entry('user partial', 'You', body);
      this.partial = body.parentElement;
      this.partial?.setAttribute('aria-hidden', 'true');
    }
    this.partial?.lastElementChild?.replaceChildren(text);
    this.pin.follow();
  }

  private dropPartial(): void {
    if (!this.partial) return;
    this.pin.forget(this.partial);
    this.partial.remove();
    this.partial = null;
  }
}

// What was not heard. Its label is always read out, but shown only where it is worth it.
function missed(text: string): HTMLElement {
  const many = text.split(/\s+/).length >= labelled;
  const label = make('span', many ? 'label' : 'sr', 'not heard');
  return make('span', 'unheard', label, ' ', many ? make('s', '', text) : text);
}

function certainty(confidence: number): string {
  return confidence > 0 ? `heard with ${Math.round(confidence * 100)} % certainty` : '';
}
