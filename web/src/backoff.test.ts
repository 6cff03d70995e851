import { expect, it } from 'vitest';
import { backoff } from './backoff.ts';

it('waits longer each time, up to a quarter of a minute, and not in step with others', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backoff(attempt, 0.5)))
    .toEqual([1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  expect(backoff(0, 0)).toBe(800);
  expect(backoff(0, 1)).toBe(1200);
});
