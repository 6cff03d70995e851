const waits = [1000, 2000, 4000, 8000, 15000];

/** How long to wait before an attempt, in milliseconds: longer each time, never the same for all pages. */
export function backoff(attempt: number, random: number): number {
  const wait = waits[Math.min(attempt, waits.length - 1)]!;
  return Math.round(wait * (0.8 + 0.4 * random));
}
