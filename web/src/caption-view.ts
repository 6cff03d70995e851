import type { Caption } from './turn.ts';

/** Shows what is being said: the words heard in full colour, those to come dimmed. */
export class CaptionView {
  /** Called when what is shown has changed. */
  onchange: (caption: Caption | null) => void = () => undefined;

  private readonly root: HTMLElement;
  private words: HTMLElement[] = [];
  private shown: Caption | null = null;

  constructor(root: HTMLElement) {
    this.root = root;
  }

  /** The assistant's words. Cheap when nothing has changed: it is called every frame. */
  show(caption: Caption): void {
    const { shown } = this;
    const same = shown?.turn === caption.turn && shown.clause === caption.clause && shown.text === caption.text;
    if (same && shown.spoken === caption.spoken) return;
    if (!same) this.lay(caption);
    this.words.forEach((word, i) => word.classList.toggle('ahead', i >= caption.spoken));
    this.follow(caption.spoken);
    this.shown = caption;
    this.onchange(caption);
  }

  /** The user's words, as far as they are understood; none takes back those that are shown. */
  showUser(text: string): void {
    if (text === '' && !this.root.classList.contains('user')) return;
    this.clear();
    this.root.classList.add('user');
    this.root.textContent = text;
  }

  clear(): void {
    this.root.classList.remove('user', 'still');
    this.root.replaceChildren();
    this.words = [];
    if (this.shown) this.onchange(null);
    this.shown = null;
  }

  // A clause that is longer than the lines there are scrolls, the line being spoken first but one.
  private follow(spoken: number): void {
    const word = this.words[Math.max(0, spoken - 1)];
    if (word) this.root.scrollTop = word.offsetTop - word.offsetHeight;
  }

  private lay({ text, words }: Caption): void {
    const nodes: (Node | string)[] = [];
    this.words = [];
    let at = 0;
    for (const [, , from, to] of words) {
      const word = document.createElement('span');
      // Punctuation goes with the word before it, so that it does not light up early.
      const next = words[this.words.length + 1]?.[2] ?? text.length;
      const end = to + text.slice(to, next).search(/\s|$/);
      word.textContent = text.slice(from, end);
      nodes.push(text.slice(at, from), word);
      this.words.push(word);
      at = end;
    }
    nodes.push(text.slice(at));
    this.root.classList.remove('user');
    this.root.classList.toggle('still', words.length === 0);
    this.root.scrollTop = 0;
    this.root.replaceChildren(...nodes);
  }
}
