import { describe, expect, it } from 'vitest';
import { Pose, skull } from './pose';
import type { Point } from './pose';

function placed(turn: readonly [number, number, number], x: number, y: number, z: number): Point {
  const pose = new Pose();
  pose.turn(...turn);
  const out = { x: 0, y: 0 };
  pose.project(x, y, z, out);
  return out;
}

describe('Pose', () => {
  it('moves what is near further than what is far', () => {
    const nose = placed([12, 0, 0], 0, 70, skull(0, 70) + 30).x;
    const eye = placed([12, 0, 0], 0, 0, skull(0, 0)).x;
    const crown = placed([12, 0, 0], 0, -210, 0).x;
    expect(nose).toBeGreaterThan(eye);
    expect(eye).toBeGreaterThan(crown + 15);
  });

  it('raises the face when it looks up', () => {
    expect(placed([0, 8, 0], 0, 60, 120).y).toBeLessThan(placed([0, 0, 0], 0, 60, 120).y - 10);
  });

  it('tilts about the neck', () => {
    const crown = placed([0, 0, 5], 0, -210, 0);
    const neck = placed([0, 0, 5], 0, 210, 0);
    expect(crown.x).toBeGreaterThan(25);
    expect(Math.abs(neck.x)).toBeLessThan(1);
  });
});
