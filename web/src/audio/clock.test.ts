import { describe, expect, it } from 'vitest';
import { HeardClock, OutputTime, type ContextClock } from './clock.ts';
import type { Position } from './playout.ts';

const rate = 24000;
const position = (turn: number, played: number, time: number, playing = true): Position => ({
  turn, played, time, playing, rate, loudness: 0.5,
});

describe('HeardClock', () => {
  it('knows nothing before the first sound', () => {
    const clock = new HeardClock();
    expect(clock.at(1)).toBeNull();
    clock.add(position(1, 0, 2));
    expect(clock.at(1.9), 'played, but still on its way to the ear').toBeNull();
  });

  it('counts from the last position', () => {
    const clock = new HeardClock();
    clock.add(position(1, 0, 2));
    clock.add(position(1, 480, 2.02));
    expect(clock.at(2.01)?.sample).toBeCloseTo(240, 3);
    expect(clock.at(2.03)?.sample).toBeCloseTo(720, 3);
  });

  it('stands still while the player starves and goes on in step', () => {
    const clock = new HeardClock();
    clock.add(position(1, 0, 1));
    clock.add(position(1, 2400, 1.1, false)); // underrun
    clock.add(position(1, 2400, 1.4)); // 300 ms later
    expect(clock.at(1.1)?.sample).toBe(2400);
    expect(clock.at(1.3)).toMatchObject({ sample: 2400, playing: false });
    expect(clock.at(1.41)?.sample).toBeCloseTo(2640, 3);
  });

  it('does not run into a gap that it has been told about', () => {
    const clock = new HeardClock();
    clock.add(position(1, 0, 1));
    clock.add(position(1, 240, 1.04, false)); // played 10 ms, then nothing
    expect(clock.at(1.035)?.sample).toBe(240);
  });

  it('guesses a little ahead of the newest position, not far', () => {
    const clock = new HeardClock();
    clock.add(position(1, 0, 1));
    expect(clock.at(1.05)?.sample).toBeCloseTo(1200, 3);
    expect(clock.at(9)?.sample).toBeCloseTo(0.06 * rate, 3);
  });

  it('never runs back within a turn, and starts the next one at 0', () => {
    const clock = new HeardClock();
    clock.add(position(1, 0, 1));
    expect(clock.at(1.05)?.sample).toBeCloseTo(1200, 3);
    expect(clock.at(1.02)?.sample, 'a jittering timestamp').toBeCloseTo(1200, 3);
    clock.add(position(1, 1300, 1.06, false));
    clock.add(position(2, 0, 1.07));
    expect(clock.at(1.08)).toMatchObject({ turn: 2 });
    expect(clock.at(1.05), 'jitter across turns').toMatchObject({ turn: 2 });
  });

  it('is monotone whatever the positions and the jitter', () => {
    const clock = new HeardClock();
    let seed = 7;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    let played = 0;
    let before = 0;
    for (let time = 1; time < 21; time += 0.02) {
      const playing = random() > 0.2;
      clock.add(position(1, played, time, playing));
      if (playing) played += 0.02 * rate;
      const sample = clock.at(time + (random() - 0.6) * 0.05)?.sample ?? 0;
      expect(sample).toBeGreaterThanOrEqual(before);
      expect(sample).toBeLessThanOrEqual(played + 0.06 * rate);
      before = sample;
    }
    expect(before).toBeGreaterThan(played * 0.95);
  });

  it('forgets positions that are long heard', () => {
    const clock = new HeardClock();
    clock.add(position(1, 0, 1));
    clock.add(position(1, 0, 100));
    expect(clock.at(50)).toBeNull();
  });
});

describe('OutputTime', () => {
  const context = (over: Partial<ContextClock>): ContextClock => ({ currentTime: 10, baseLatency: 0.01, ...over });

  it('follows the output timestamp', () => {
    const stamp = { contextTime: 9.95, performanceTime: 1000 };
    const time = new OutputTime(context({ getOutputTimestamp: () => stamp }));
    expect(time.at(1010)).toBeCloseTo(9.96, 6);
    expect(time.at(1490), 'never ahead of the context itself').toBe(10);
  });

  it('falls back to the reported latency where there is no timestamp', () => {
    expect(new OutputTime(context({ outputLatency: 0.2 })).at(0)).toBeCloseTo(9.8, 6);
    expect(new OutputTime(context({ outputLatency: 0 })).at(0)).toBeCloseTo(9.99, 6);
    const zero = context({ getOutputTimestamp: () => ({ contextTime: 0, performanceTime: 0 }) });
    expect(new OutputTime(zero).at(0)).toBeCloseTo(9.99, 6);
  });

  it('falls back when the timestamp sticks, and returns when it moves again', () => {
    let contextTime = 9.9;
    const time = new OutputTime(context({ getOutputTimestamp: () => ({ contextTime, performanceTime: 0 }) }));
    expect(time.at(0)).toBeCloseTo(9.9, 6);
    expect(time.at(600)).toBeCloseTo(9.99, 6);
    contextTime = 9.2;
    expect(time.at(700)).toBeCloseTo(9.9, 6);
  });
});
