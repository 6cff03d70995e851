import { describe, expect, it } from 'vitest';
import { MouthTrack } from './mouth';
import type { Channels, Shape } from './mouth';
import { Random } from './random';

const rate = 24000;
const ms = (n: number): number => (n * rate) / 1000;
const phones = [
  'P', 'B', 'M', 'F', 'V', 'S', 'Z', 'SH', 'CH', 'T', 'D', 'N', 'L', 'K', 'G', 'NG', 'TH', 'DH', 'R', 'ER', 'W', 'UW',
  'OW', 'AO', 'AA', 'AE', 'AH', 'AY', 'EH', 'EY', 'IY', 'IH', 'AX', 'HH', 'SIL',
];

/** Random speech: phones of 20..200 ms in a row. */
function babble(seed: number, count: number): Shape[] {
  const random = new Random(seed);
  let at = ms(random.between(0, 200));
  return Array.from({ length: count }, () => {
    const phone = phones[Math.floor(random.next() * phones.length)] ?? 'SIL';
    const start = Math.round(at);
    at += ms(random.between(20, 200));
    return { start, end: Math.round(at), viseme: 0, strength: random.next(), phone };
  });
}

function track(shapes: Shape[]): MouthTrack {
  const mouth = new MouthTrack(rate);
  mouth.add(shapes);
  return mouth;
}

const say = (phone: string, from: number, to: number, strength = 1): Shape =>
  ({ start: ms(from), end: ms(to), viseme: 0, strength, phone });

/** Frames at 60 Hz around a shape, beginning at an arbitrary phase (in frames), each as late as `late` says (0..1 frame). */
function frames(mouth: MouthTrack, shape: Shape, phase: number, late = () => 0): Channels[] {
  const seen: Channels[] = [];
  const step = rate / 60;
  for (let s = shape.start - ms(100) + phase * step; s < shape.end + ms(100); s += step) {
    seen.push({ ...mouth.at(s + late() * step, 1) });
  }
  return seen;
}

const shutIn = (seen: Channels[]): Channels[] => seen.filter((c) => c.seal >= 0.9);

describe('MouthTrack', () => {
  it('shuts the lips on every p b m for two frames, whatever surrounds it', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const shapes = babble(seed, 60);
      const mouth = track(shapes);
      for (const shape of shapes.filter((s) => 'PBM'.includes(s.phone))) {
        const shut = shutIn(frames(mouth, shape, (seed % 10) / 10));
        expect(shut.length, `seed ${seed}: ${shape.phone} at ${shape.start}`).toBeGreaterThanOrEqual(2);
        for (const c of shut) expect(c.jaw, 'an open jaw behind shut lips').toBeLessThan(0.1);
      }
    }
  });

  it.each([1, 20, 30, 40, 50, 80])('keeps the lips shut for two frames of a p of %i ms, at any phase and with late frames', (length) => {
    const random = new Random(length);
    const p = say('P', 200, 200 + length);
    const mouth = track([say('AA', 80, 200), p, say('AA', 200 + length, 320 + length)]);
    for (let phase = 0; phase < 1; phase += 0.05) {
      const onTime = shutIn(frames(mouth, p, phase));
      const jittery = shutIn(frames(mouth, p, phase, () => random.next()));
      const worst = [0, 1].map((odd) => shutIn(frames(mouth, p, phase, () => (odd = 1 - odd))).length);
      expect(Math.min(onTime.length, jittery.length, ...worst), `phase ${phase}`).toBeGreaterThanOrEqual(2);
    }
  });

  it.each([10, 30, 45, 60])('keeps the lips shut for 45 ms on an m of %i ms', (length) => {
    const mouth = track([say('AA', 80, 200), say('M', 200, 200 + length), say('AA', 200 + length, 320 + length)]);
    let shut = 0;
    for (let t = 100; t < 400; t++) if (mouth.at(ms(t), 1).seal >= 0.9) shut++;
    expect(shut).toBeGreaterThanOrEqual(45);
  });

  it('puts the lip to the teeth on f and v', () => {
    const mouth = track([say('AA', 0, 100), say('F', 100, 160), say('AA', 160, 260)]);
    const c = mouth.at(ms(130), 1);
    expect(c.lipteeth).toBeGreaterThan(0.95);
    expect(c.jaw, 'the jaw must let the lip reach').toBeLessThan(0.05);
  });

  it('stays in range', () => {
    let lowest = Infinity;
    let highest = -Infinity;
    for (let seed = 1; seed <= 10; seed++) {
      const mouth = track(babble(seed, 80));
      for (let s = -ms(500); s < ms(12000); s += ms(7)) {
        const c = mouth.at(s, (seed * 7919 + s) % 3); // loudness beyond 1 as well
        lowest = Math.min(lowest, c.jaw, c.round, c.seal, c.lipteeth, c.tongue, c.width + 1);
        highest = Math.max(highest, c.jaw, c.round, c.seal, c.lipteeth, c.tongue, c.width);
      }
    }
    expect(lowest).toBeGreaterThanOrEqual(0);
    expect(highest).toBeLessThanOrEqual(1);
  });

  it.each(phones)('is at rest 150 ms after a final %s', (phone) => {
    const mouth = track([say('AA', 0, 120), say(phone, 120, 240)]);
    const c = mouth.at(ms(240 + 150), 1);
    expect(c.jaw).toBeLessThan(0.06);
    for (const v of [c.width, c.round, c.seal, c.lipteeth, c.tongue]) expect(Math.abs(v)).toBeLessThan(0.05);
  });

  it('is at rest without shapes, before speech and after clear', () => {
    const mouth = track([say('AA', 500, 700)]);
    const atRest = { jaw: 0.03, width: 0, round: 0, seal: 0, lipteeth: 0, tongue: 0 };
    expect(new MouthTrack(rate).at(0, 1)).toEqual(atRest);
    expect(mouth.at(0, 1)).toEqual(atRest);
    mouth.clear();
    expect(mouth.at(ms(600), 1)).toEqual(atRest);
  });

  it('knows where it has shapes: between the first and the last, also in pauses', () => {
    const mouth = track([say('AA', 500, 700), say('SIL', 700, 2000), say('AA', 2000, 2200)]);
    const covered = [0, 450, 1500, 2250, 2400].map((at) => mouth.covers(ms(at)));
    expect(covered).toEqual([false, true, true, true, false]);
    mouth.dropFrom(ms(1000));
    expect(mouth.covers(ms(900))).toBe(true);
    expect(mouth.covers(ms(1500)), 'another voice has begun').toBe(false);
    mouth.dropFrom(0);
    expect(mouth.covers(ms(600))).toBe(false);
    expect(new MouthTrack(rate).covers(0)).toBe(false);
  });

  it('lets the lips lead the sound', () => {
    const mouth = track([say('AA', 0, 150), say('T', 150, 220), say('UW', 220, 400)]);
    const early = mouth.at(ms(180), 1).round;
    expect(early, 'rounding 40 ms before the vowel').toBeGreaterThan(0.35);
    const first = track([say('AA', 500, 700)]);
    expect(first.at(ms(450), 1).jaw, 'opening 50 ms before the first sound').toBeGreaterThan(0.1);
  });

  it('leaves the lips to the neighbours of tongue sounds', () => {
    const around = (vowel: string): number =>
      track([say(vowel, 0, 120), say('K', 120, 190), say(vowel, 190, 310)]).at(ms(155), 1).width;
    expect(around('IY')).toBeGreaterThan(0.3);
    expect(around('UW')).toBeLessThan(-0.3);
  });

  it('opens vowels further when they are loud or stressed', () => {
    const jaw = (strength: number, loudness: number): number =>
      track([say('AA', 0, 200, strength)]).at(ms(80), loudness).jaw;
    expect(jaw(1, 1)).toBeGreaterThan(jaw(1, 0) + 0.1);
    expect(jaw(1, 0.5)).toBeGreaterThan(jaw(0.5, 0.5) + 0.1);
  });

  it('draws the second half of a diphthong as its glide', () => {
    const mouth = track([
      { ...say('AY', 0, 120), viseme: 10 },
      { ...say('AY', 120, 200), viseme: 12 },
    ]);
    expect(mouth.at(ms(60), 1).width).toBeLessThan(0.25);
    expect(mouth.at(ms(170), 1).width).toBeGreaterThan(0.25);
  });

  it('goes by the viseme when the phone is unknown', () => {
    const mouth = track([{ ...say('', 0, 100), viseme: 1 }]);
    expect(mouth.at(ms(40), 1).seal).toBe(1);
  });

  it('does not relax in a short pause, and does in a long one', () => {
    const across = (pause: number): number =>
      track([say('AA', 0, 150), say('SIL', 150, 150 + pause), say('AA', 150 + pause, 300 + pause)])
        .at(ms(150 + pause / 2), 1).jaw;
    expect(across(60)).toBeGreaterThan(0.3);
    expect(across(400)).toBeLessThan(0.06);
  });

  it('takes shapes in any order', () => {
    const shapes = babble(5, 40);
    const sorted = track(shapes);
    const shuffled = track([...shapes].reverse());
    for (let s = 0; s < ms(4000); s += ms(13)) expect(shuffled.at(s, 0.5)).toEqual({ ...sorted.at(s, 0.5) });
  });

  it('needs only what is near: the same shapes in a long turn and in its middle alone', () => {
    const shapes = babble(3, 6000);
    const middle = shapes[3000]!.start;
    const whole = track(shapes);
    const near = track(shapes.filter((s) => Math.abs(s.start - middle) < 2 * rate));
    for (let at = middle - rate / 2; at < middle + rate / 2; at += 400) {
      const all = { ...whole.at(at, 0.5) };
      for (const [channel, value] of Object.entries(near.at(at, 0.5))) {
        expect(all[channel as keyof Channels], channel).toBeCloseTo(value, 3);
      }
    }
  });
});
