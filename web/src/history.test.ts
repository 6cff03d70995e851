import { describe, expect, it } from 'vitest';
import type { CallEvent } from './events.ts';
import { History } from './history.ts';

const user = (text: string, final = true): CallEvent => ({ type: 'user', text, final, confidence: 1, typed: true });
const heard = (turn: number, text: string): CallEvent => ({ type: 'heard', turn, text, interrupted: false });
const said = (history: History): string[] => history.messages.map((m) => `${m.role}: ${m.content}`);

describe('History', () => {
  it('holds what was said and heard, nothing else', () => {
    const history = new History();
    history.add(user('hel', false));
    history.add({ type: 'assistant', turn: 1, text: 'never heard' });
    history.add(user('hello'));
    history.add(heard(1, 'Good mor'));
    history.add(heard(1, 'Good morning.'));
    history.add(heard(2, ''));
    expect(said(history)).toEqual(['user: hello', 'assistant: Good morning.']);
  });

  it('keeps the turns of a lost session when the next one counts from 1 again', () => {
    const history = new History();
    history.add(heard(1, 'before'));
    history.seal();
    history.add(heard(1, 'after'));
    expect(said(history)).toEqual(['assistant: before', 'assistant: after']);
  });

  it('takes back what was not heard after all', () => {
    const history = new History();
    history.add(heard(1, 'Good'));
    history.add(heard(1, ''));
    expect(said(history)).toEqual([]);
  });

  it('forgets the oldest', () => {
    const history = new History();
    for (let i = 0; i < 100; i++) history.add(user(String(i)));
    expect(history.messages).toHaveLength(60);
    expect(history.messages[0]!.content).toBe('40');
  });
});
