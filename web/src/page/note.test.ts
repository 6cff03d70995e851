import { describe, expect, it } from 'vitest';
import { parts } from './note.ts';

describe('a note', () => {
  it.each([
    ['opening', ['opening']],
    [
      'flite (to mend it: apt-get install libflite1); espeak (to mend it: sudo apt install a b:amd64)',
      ['flite (to mend it: ', 'apt-get install libflite1', '); espeak (to mend it: ', 'sudo apt install a b:amd64', ')'],
    ],
  ])('has its commands at odd places: %j', (note, expected) => {
    expect(parts(note)).toEqual(expected);
  });
});
