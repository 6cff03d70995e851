import type { CallEvent } from './events.ts';
import type { HistoryEntry } from './protocol.ts';

const longest = 60;

/** Remembers what was said, so that a new session can go on where the lost one stopped. */
export class History {
  private entries: (HistoryEntry & { turn?: number })[] = [];

  add(event: CallEvent): void {
    if (event.type === 'user' && event.final) this.push({ type: 'History', role: 'user', content: event.text });
    if (event.type === 'heard') this.heard(event.turn, event.text);
  }

  get messages(): HistoryEntry[] {
    return this.entries.map(({ type, role, content }) => ({ type, role, content }));
  }

  /** A lost session's turns: the next one counts from 1 again. */
  seal(): void {
    this.entries = this.messages;
  }

  private heard(turn: number, content: string): void {
    const known = this.entries.findIndex((e) => e.turn === turn);
    if (known >= 0 && content === '') this.entries.splice(known, 1);
    else if (known >= 0) this.entries[known]!.content = content;
    else if (content !== '') this.push({ type: 'History', role: 'assistant', content, turn });
  }

  private push(entry: HistoryEntry & { turn?: number }): void {
    this.entries.push(entry);
    if (this.entries.length > longest) this.entries.shift();
  }
}
