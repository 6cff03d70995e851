import { describe, expect, it } from 'vitest';
import { LoudMouth } from './loud-mouth';

const frame = 1000 / 60;

/** The jaw, frame by frame, for a loudness that is a function of milliseconds. */
function jaws(ms: number, loudness: (t: number) => number, mouth = new LoudMouth()): number[] {
  const seen: number[] = [];
  for (let t = 0; t < ms; t += frame) seen.push(mouth.at(t, loudness(t)).jaw);
  return seen;
}

describe('LoudMouth', () => {
  it('is shut while nothing is heard', () => {
    expect(Math.max(...jaws(500, () => 0))).toBe(0);
    expect(Math.max(...jaws(500, () => 0.1)), 'breath and hiss are not speech').toBe(0);
  });

  it('opens further for louder sounds, and never like a shout', () => {
    const [soft, loud] = [0.4, 1].map((l) => jaws(300, () => l).at(-1)!);
    expect(soft!).toBeGreaterThan(0.03);
    expect(loud!).toBeGreaterThan(2 * soft!);
    expect(Math.max(...jaws(500, () => 5))).toBeLessThan(0.45);
  });

  it('follows syllables: open within 60 ms, all but shut 150 ms after', () => {
    const seen = jaws(1000, (t) => (t % 400 < 200 ? 1 : 0));
    const at = (t: number): number => seen[Math.round(t / frame)]!;
    expect(at(460)).toBeGreaterThan(0.3);
    expect(at(760)).toBeLessThan(0.03);
  });

  it('begins shut again after it was not asked for a while', () => {
    const mouth = new LoudMouth();
    jaws(300, () => 1, mouth);
    expect(mouth.at(2000, 0).jaw).toBe(0);
    expect(mouth.at(2000 + frame, 1).jaw).toBeGreaterThan(0.1);
  });
});
