import { describe, expect, it } from 'vitest';
import { Playout, type Notice } from './playout.ts';

const rate = 48000;
const block = 128;

/** A loudspeaker in fake time. */
class Speaker {
  readonly notices: Notice[] = [];
  readonly playout = new Playout(rate, (n) => this.notices.push(n));
  readonly heard: number[] = [];
  time = 0;

  run(seconds: number): Float32Array {
    const out = new Float32Array(block);
    const from = this.heard.length;
    for (const until = this.time + seconds; this.time < until - 1e-9; this.time += block / rate) {
      this.playout.process(out, this.time);
      this.heard.push(...out);
    }
    return Float32Array.from(this.heard.slice(from));
  }

  push(turn: number, pcm: Int16Array<ArrayBuffer>, sampleRate = 24000): void {
    this.playout.handle({ type: 'push', turn, rate: sampleRate, pcm });
  }

  positions(): Extract<Notice, { type: 'position' }>[] {
    return this.notices.filter((n) => n.type === 'position');
  }

  of(type: Notice['type']): Notice[] {
    return this.notices.filter((n) => n.type === type);
  }
}

const tone = (hz: number, seconds: number, sampleRate = 24000): Int16Array<ArrayBuffer> =>
  Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) =>
    Math.round(16384 * Math.sin((2 * Math.PI * hz * i) / sampleRate)));
const steady = (seconds: number): Int16Array<ArrayBuffer> => new Int16Array(seconds * 24000).fill(16384);
const rms = (x: Float32Array): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);

describe('Playout', () => {
  it('waits for a cushion, then counts what came out', () => {
    const speaker = new Speaker();
    speaker.push(1, tone(440, 0.1));
    expect(rms(speaker.run(0.1)), '100 ms are not enough to begin').toBe(0);
    speaker.push(1, tone(440, 0.4));
    speaker.run(0.2);
    const last = speaker.positions().at(-1)!;
    expect(last).toMatchObject({ turn: 1, playing: true, rate: 24000 });
    expect(last.played / 24000, 'played counts from the first sample').toBeCloseTo(last.time - 0.1, 2);
    expect(last.loudness).toBeCloseTo(0.5 / Math.SQRT2, 2);
  });

  it('starts short replies at once and says when they end', () => {
    const speaker = new Speaker();
    speaker.push(1, tone(440, 0.05));
    speaker.playout.handle({ type: 'end', turn: 1 });
    speaker.run(0.1);
    expect(speaker.of('ended')).toEqual([{ type: 'ended', turn: 1 }]);
    expect(speaker.positions().at(-1)).toMatchObject({ played: 1200, playing: false });
  });

  it('keeps a tone pure across chunks of odd sizes and rates', () => {
    for (const source of [8000, 16000, 22050, 24000, 44100, 48000]) {
      const speaker = new Speaker();
      const pcm = tone(1000, 1, source);
      for (let at = 0; at < pcm.length; at += 317) speaker.push(1, pcm.slice(at, at + 317), source);
      speaker.playout.handle({ type: 'end', turn: 1 });
      const out = speaker.run(0.9).slice(4800, 38400);
      const ideal = out.map((_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * (i + 4800)) / rate));
      expect(rms(out.map((v, i) => v - ideal[i]!)), `${source} Hz: 50 dB below the tone`).toBeLessThan(0.0011);
    }
  });

  it('stands still on an underrun, without a click, and goes on where it was', () => {
    const speaker = new Speaker();
    speaker.push(1, tone(200, 0.3));
    speaker.run(0.5);
    const starved = speaker.positions().at(-1)!;
    expect(starved.playing).toBe(false);
    expect(starved.played).toBeLessThanOrEqual(7200);
    speaker.push(1, tone(200, 1));
    speaker.run(0.2);
    const resumed = speaker.positions().find((p) => p.time > 0.49 && p.playing)!;
    expect(resumed.played, 'not one sample was skipped').toBe(starved.played);
    const steps = speaker.heard.map((v, i) => Math.abs(v - (speaker.heard[i - 1] ?? 0)));
    expect(Math.max(...steps), 'no jump larger than the tone itself makes').toBeLessThan(0.02);
  });

  it('asks for a larger cushion after an underrun', () => {
    const speaker = new Speaker();
    speaker.push(1, steady(0.2));
    speaker.run(0.4);
    speaker.push(1, steady(0.15));
    expect(rms(speaker.run(0.05)), '150 ms had been enough at first').toBe(0);
    speaker.push(1, steady(0.1));
    expect(rms(speaker.run(0.05))).toBeGreaterThan(0);
  });

  it('ducks by 14 dB within 20 ms and comes back in 120', () => {
    const speaker = new Speaker();
    speaker.push(1, steady(3));
    speaker.run(0.2);
    speaker.playout.handle({ type: 'duck', on: true });
    speaker.run(0.02);
    expect(rms(speaker.run(0.05))).toBeCloseTo(0.5 * 10 ** (-14 / 20), 3);
    speaker.playout.handle({ type: 'duck', on: false });
    expect(rms(speaker.run(0.06)), 'half way up').toBeLessThan(0.45);
    speaker.run(0.07);
    expect(rms(speaker.run(0.05))).toBeCloseTo(0.5, 3);
  });

  it('is silent within 10 ms of a flush and forgets all that was queued', () => {
    const speaker = new Speaker();
    speaker.push(1, steady(3));
    speaker.push(2, steady(3));
    speaker.push(3, steady(3));
    speaker.run(0.2);
    const before = speaker.positions().at(-1)!.played;
    speaker.playout.handle({ type: 'duck', on: true });
    speaker.playout.handle({ type: 'flush', turn: 2, fadeMs: 8 });
    speaker.run(0.01);
    expect(speaker.of('flushed')).toEqual([{ type: 'flushed', turn: 2 }]);
    const stopped = speaker.positions().findLast((p) => p.turn < 3)!;
    expect(stopped).toMatchObject({ turn: 1, playing: false });
    expect(stopped.played - before).toBeLessThan(0.03 * 24000);
    const after = speaker.run(0.1);
    const steps = speaker.heard.slice(9600).map((v, i, all) => Math.abs(v - (all[i - 1] ?? v)));
    expect(Math.max(...steps), 'neither the end nor the beginning clicks').toBeLessThan(0.01);
    expect(speaker.positions().at(-1), 'turn 3 was not flushed').toMatchObject({ turn: 3, playing: true });
    expect(rms(after.slice(512)), 'and is not ducked').toBeCloseTo(0.5, 2);
  });

  it('leaves a later turn alone when an earlier one is flushed', () => {
    const speaker = new Speaker();
    speaker.push(2, steady(3));
    speaker.run(0.1);
    speaker.playout.handle({ type: 'flush', turn: 1, fadeMs: 8 });
    expect(rms(speaker.run(0.05))).toBeCloseTo(0.5, 2);
  });

  it('reports every 20 ms while it plays, goes on for a moment, then falls silent', () => {
    const speaker = new Speaker();
    speaker.push(1, steady(1));
    speaker.playout.handle({ type: 'end', turn: 1 });
    speaker.run(1);
    expect(speaker.positions().length).toBeGreaterThan(40);
    speaker.run(1);
    const count = speaker.positions().length;
    speaker.run(5);
    expect(speaker.positions().length).toBe(count);
  });

  it('keeps at most ten minutes', () => {
    const speaker = new Speaker();
    const minute = new Int16Array(60 * 24000);
    for (let i = 0; i < 11; i++) speaker.push(1, minute);
    expect(speaker.of('overflow')).toEqual([{ type: 'overflow', turn: 1, dropped: 60 * 24000 }]);
  });
});
