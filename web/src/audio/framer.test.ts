import { describe, expect, it } from 'vitest';
import { Framer, mixDown, type Frame } from './framer.ts';

const tone = (hz: number, rate: number, seconds: number): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate));

function frames(signal: Float32Array, rate: number): Frame[] {
  const out: Frame[] = [];
  const framer = new Framer(rate);
  for (let at = 0; at < signal.length; at += 128) framer.push(signal.subarray(at, at + 128), (f) => out.push(f));
  return out;
}

const loudness = (all: Frame[]): number => Math.sqrt(all.reduce((sum, f) => sum + f.level ** 2, 0) / all.length);

describe('Framer', () => {
  it.each([16000, 44100, 48000])('makes 50 frames a second out of %d Hz', (rate) => {
    const out = frames(tone(440, rate, 2), rate);
    expect(out.length).toBeGreaterThanOrEqual(99);
    expect(out.every((f) => f.pcm.length === 320)).toBe(true);
    expect(loudness(out.slice(2))).toBeCloseTo(0.5 / Math.SQRT2, 2);
  });

  it('keeps the pitch', () => {
    const pcm = frames(tone(1000, 48000, 1), 48000).slice(2).flatMap((f) => [...f.pcm]);
    const crossings = pcm.filter((v, i) => i > 0 && v >= 0 && pcm[i - 1]! < 0).length;
    expect(crossings / (pcm.length / 16000)).toBeCloseTo(1000, -1);
  });

  it('removes what 16 kHz cannot hold instead of folding it down', () => {
    expect(loudness(frames(tone(11000, 48000, 1), 48000).slice(2))).toBeLessThan(0.002);
  });

  it('limits instead of wrapping round', () => {
    const out = frames(new Float32Array(320).fill(3), 16000);
    expect(out[0]!.pcm[0]).toBe(32767);
    expect(frames(new Float32Array(320).fill(-3), 16000)[0]!.pcm[0]).toBe(-32768);
  });
});

describe('mixDown', () => {
  it('averages channels and passes one through', () => {
    const left = Float32Array.of(1, 0);
    expect(mixDown([])).toBeNull();
    expect(mixDown([left])).toBe(left);
    expect([...mixDown([left, Float32Array.of(0, 1)])!]).toEqual([0.5, 0.5]);
  });
});
