import { clamp } from '../ease';
import type { Look } from '../look';
import type { Rig } from '../rig';
import { alpha, mix } from './color';
import { skull } from './pose';
import type { Depth, Point } from './pose';
import type { Scene } from './scene';

const onBrow: Depth = (x, y) => skull(x, y) + 9;

/** Spine of a brow from the nose outward. */
export function browSpine(look: Look, rig: Rig, side: number): Point[] {
  const { browInner, browOuter, browSkew, knit } = rig.face;
  const skew = browSkew * side * 0.8;
  const inner = -12 * (browInner + skew * 0.5);
  const outer = -11 * (browOuter + skew);
  const middle = (inner + outer) * 0.58;
  const arch = look.brows.arch * 7;
  const together = knit * 7;
  return [
    { x: side * (25 - together), y: -37.5 + inner },
    { x: side * (44 - together * 0.8), y: -42 - arch * 0.35 + inner * 0.72 + middle * 0.28 },
    { x: side * (66 - together * 0.45), y: -45.5 - arch * 0.7 + middle },
    { x: side * (87 - together * 0.2), y: -47 - arch * 0.8 + middle * 0.5 + outer * 0.5 },
    { x: side * 106, y: -40 - arch * 0.25 + outer * 0.9 },
    { x: side * 118, y: -31 + outer * 0.8 },
  ];
}

const profile = (t: number): number => (t < 0.28 ? 0.6 + t * 1.43 : 1 - ((t - 0.28) / 0.72) ** 1.5 * 0.92);

export function paintBrow({ pen, look, rig }: Scene, side: number): void {
  const spine = browSpine(look, rig, side);
  const { colour, weight } = look.brows;
  const thick = 12 * weight;
  pen.on(onBrow);
  const soft = pen.linear(side * 22, -45, side * 114, -45, [
    [0, alpha(colour, 0.08)], [0.22, alpha(colour, 0.78)], [0.6, alpha(colour, 0.95)], [1, alpha(colour, 0.75)],
  ]);
  pen.begin().ribbon(spine, (t) => thick * profile(t) + 2.6).fill(soft, 0.3);
  pen.begin().ribbon(spine, (t) => thick * profile(t)).fill(soft, 0.9);
  hairs(pen, spine, side, thick);
  pen.stroke(mix(colour, '#000000', 0.3), 1, 0.32);
}

/** Single hairs: upright at the nose, lying down outward. */
function hairs(pen: Scene['pen'], spine: readonly Point[], side: number, thick: number): void {
  pen.begin();
  for (let i = 0; i < 24; i++) {
    const t = 0.04 + (i / 24) * 0.81;
    const at = along(spine, t);
    const w = thick * profile(t) * 0.5;
    const lie = clamp(0.25 + t * 1.6);
    const up = w * (1.05 - 0.75 * lie) + ((i * 7) % 4) * 0.25;
    const dx = side * (2 + 6 * lie) * (1 - 0.4 * t);
    pen.curve([
      { x: at.x - dx * 0.3, y: at.y + w * (0.85 - ((i * 3) % 5) * 0.16) },
      { x: at.x + dx * 0.3, y: at.y },
      { x: at.x + dx, y: at.y - up + lie * 1.5 },
    ]);
  }
}

function along(spine: readonly Point[], t: number): Point {
  const place = t * (spine.length - 1);
  const i = Math.min(spine.length - 2, Math.floor(place));
  const a = spine[i] ?? { x: 0, y: 0 };
  const b = spine[i + 1] ?? a;
  return { x: a.x + (b.x - a.x) * (place - i), y: a.y + (b.y - a.y) * (place - i) };
}
