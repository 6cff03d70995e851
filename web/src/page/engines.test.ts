import { describe, expect, it } from 'vitest';
import { summaryOf } from './engines.ts';

describe('summaryOf', () => {
  it('tells the worst', () => {
    expect(summaryOf(['working', 'working', 'working'])).toBe('all working');
    expect(summaryOf(['stand-in', 'working', 'stand-in'])).toBe('2 stand-ins');
    expect(summaryOf(['stand-in', 'working', 'missing'])).toBe('1 missing');
  });
});
