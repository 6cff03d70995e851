import { make } from './dom.ts';
import type { Advice } from './advice.ts';
import { withCommands } from './note.ts';

export type Severity = 'info' | 'error';

/** Shows advice, at most one for each subject. */
export class Notices {
  private readonly root: HTMLElement;
  private readonly shown = new Map<string, HTMLElement>();

  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** Shows, replaces or, with null, withdraws what is said about a subject. */
  put(subject: string, advice: Advice | null, severity: Severity = 'error', act?: () => void): void {
    const before = this.shown.get(subject);
    if (!advice) {
      before?.remove();
      this.shown.delete(subject);
      return;
    }
    if (before?.dataset['title'] === advice.title) return refresh(before, advice);
    const notice = build(advice, severity, act ?? (() => this.put(subject, null)));
    if (before) before.replaceWith(notice);
    else this.root.prepend(notice); // the newest in sight, should they not all fit
    this.shown.set(subject, notice);
  }
}

// A countdown changes the text each second: the button keeps its focus, and nothing is announced anew.
function refresh(notice: HTMLElement, advice: Advice): void {
  notice.querySelector('.text')!.replaceChildren(...withCommands(advice.text));
  notice.title = advice.detail ?? '';
}

function build(advice: Advice, severity: Severity, act: () => void): HTMLElement {
  const title = make('strong', '', advice.title);
  title.setAttribute('role', severity === 'error' ? 'alert' : 'status');
  const text = make('span', 'text', ...withCommands(advice.text));
  const notice = make('div', `notice ${severity}`, make('p', '', title, ' ', text));
  notice.dataset['title'] = advice.title;
  notice.title = advice.detail ?? '';
  if (advice.action) {
    const button = make('button', '', advice.action);
    button.type = 'button';
    button.addEventListener('click', act);
    notice.append(button);
  }
  return notice;
}
