import { describe, expect, it } from 'vitest';
import { Face } from './face';
import type { FaceState } from './face';
import { fakeCanvas } from './fake-canvas';
import type { FakeCanvas } from './fake-canvas';
import type { Look } from './look';
import { looks } from './looks';
import { MouthTrack } from './mouth';

const everyLook = Object.values(looks);
const states: FaceState[] = ['asleep', 'idle', 'listening', 'thinking', 'speaking'];
const cues = [
  'happy', 'smile', 'sad', 'angry', 'surprised', 'fearful', 'disgusted', 'thinking', 'neutral', 'nod', 'shake', 'tilt', 'wink',
  'brows', 'blink', 'no such cue', 'constructor',
];

/** Three seconds of everything, recorded. */
function play(seed: number, look: Look = looks.mira): FakeCanvas {
  const fake = fakeCanvas(300, 400);
  const face = new Face(fake.canvas, { look, seed });
  const mouth = new MouthTrack(1000);
  mouth.add(Array.from({ length: 30 }, (_, i) => ({
    start: i * 100, end: i * 100 + 100, viseme: i % 15, strength: 1, phone: '',
  })));
  for (let i = 0; i < 50; i++) {
    if (i % 10 === 0) face.setState(states[i / 10] ?? 'idle');
    if (i % 3 === 0) face.cue(cues[i / 3] ?? 'nod');
    if (i === 44) face.startle();
    face.userLevel(i % 2);
    if (i % 10 === 0) face.emphasis();
    face.draw(1000 + i * 50, i > 20 && i < 46 ? mouth.at(i * 50, 0.6) : null);
  }
  return fake;
}

describe('Face', () => {
  it('draws the same pictures for the same seed, calls and times', () => {
    expect(play(7).digest()).toBe(play(7).digest());
  });

  it('lives differently with another seed', () => {
    expect(play(7).digest()).not.toBe(play(8).digest());
  });

  it.each(everyLook)('gives the canvas only finite numbers: $name', (look) => {
    expect(play(3, look).faults).toEqual([]);
  });

  it.each(everyLook)('survives JSON: $name', (look) => {
    expect(JSON.parse(JSON.stringify(look))).toEqual(look);
  });

  it('leaves the canvas as balanced as it found it', () => {
    const { calls } = play(2);
    expect(calls.get('save')).toBe(calls.get('restore'));
  });

  it('does not mind a clock that starts late, stands still or jumps', () => {
    const { canvas, faults } = fakeCanvas(100, 100);
    const face = new Face(canvas);
    for (const now of [1e9, 1e9, 1e9 + 16, 1e9 + 3.6e6, 1e9 + 3.6e6 + 16, 1e9]) face.draw(now, null);
    expect(faults).toEqual([]);
  });
});
