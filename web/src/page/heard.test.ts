import { describe, expect, it } from 'vitest';
import { part } from './heard.ts';

describe('part', () => {
  it.each([
    ['Once upon a time. There was a king.', 'Once upon a', 'time. There was a king.'],
    ['Once upon a time.', 'Once upon a time.', ''],
    ['Once upon a time.', '', 'Once upon a time.'],
    ['One  two\nthree', 'One two', 'three'],
    ['Café 😀 costs 5.99.', 'Café 😀', 'costs 5.99.'],
  ])('%j heard as far as %j', (full, heard, unheard) => {
    expect(part(full, heard)).toEqual({ heard, unheard });
  });

  it('leaves punctuation with the word before it', () => {
    expect(part('Well, hello there.', 'Well')).toEqual({ heard: 'Well,', unheard: 'hello there.' });
  });

  it('trusts the heard text where the two differ', () => {
    expect(part('It is 5 past three now', 'It is five past')).toEqual({ heard: 'It is five past', unheard: 'three now' });
  });
});
