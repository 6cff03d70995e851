import { clamp, lerp } from '../ease';
import type { Look } from '../look';
import type { Rig } from '../rig';
import { mix } from './color';
import { eyeX, eyeY, paintCatchlights, paintIris } from './iris';
import type { Anchor } from './pen';
import { skull } from './pose';
import type { Depth, Point } from './pose';
import type { Scene } from './scene';

const halfWidth = 38;
const onBall: Depth = (x, y) => skull(x, y) - 2;
const onLid: Depth = (x, y) => skull(x, y) + 3;

/** The opening of one eye at this moment, in the head's units, inner corner first. */
export interface Lids {
  side: number;
  open: number;
  upper: Point[];
  lower: Point[];
  crease: Point[];
}

const steps = 9;

function cubic(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const u = 1 - t;
  return u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
}

/** A curve from corner to corner with its two handles at the given heights. */
function arc(look: Look, side: number, innerY: number, outerY: number): Point[] {
  const { size, tilt } = look.eyes;
  const w = halfWidth * size;
  const inner = 6 + tilt * 3;
  const outer = -1 - tilt * 8;
  return Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1);
    return {
      x: side * (eyeX + cubic(-w, -w * 0.55, w * 0.5, w, t)),
      y: eyeY + cubic(inner, innerY * size, outerY * size, outer, t),
    };
  });
}

/** Where the lids are: pure, so that the painter and the tests see the same. */
export function lidsOf(look: Look, rig: Rig, side: number): Lids {
  const { squint, lidTilt, lid } = rig.face;
  const given = side < 0 ? rig.lidLeft : rig.lidRight;
  const shut = clamp(1 - given);
  const open = clamp(given * (0.98 + lid) - squint * 0.16, 0, 1.35);
  const sorrow = Math.max(0, lidTilt) * (1 - shut);
  const stern = Math.max(0, -lidTilt) * (1 - shut);
  const arched = open < 1 ? open ** 0.82 : open;
  const upperInner = lerp(19, -19, arched) + stern * 11 - sorrow * 2;
  const upperOuter = lerp(21, -29, arched) + sorrow * 10;
  const raise = squint * 8 * (1 - shut);
  return {
    side, open,
    upper: arc(look, side, upperInner, upperOuter),
    lower: arc(look, side, 20 - raise * 0.9, 24 - raise * 1.2),
    crease: arc(look, side, -33 + shut * 8 - rig.face.browInner * 2, -38 + shut * 9 + sorrow * 5)
      .map((p, i) => ({ x: p.x + side * 0.8, y: p.y - 4.2 * Math.sin((Math.PI * (i + 1.2)) / (steps + 1)) })),
  };
}

export function paintEye(scene: Scene, side: number): void {
  const lids = lidsOf(scene.look, scene.rig, side);
  if (lids.open > 0.03) paintBall(scene, lids);
  paintLidSkin(scene, lids);
  paintLowerLid(scene, lids);
  paintLashes(scene, lids);
}

const opening = (lids: Lids): Anchor[] => {
  const upper: Anchor[] = lids.upper.map((p, i) => ({ ...p, sharp: i === 0 || i === steps - 1 ? 1 : 0 }));
  return [...upper, ...lids.lower.slice(1, -1).reverse()];
};

function paintBall(scene: Scene, lids: Lids): void {
  const { pen, tones } = scene;
  pen.on(onBall).begin().curve(opening(lids), true);
  pen.fill(tones.white);
  pen.within(() => {
    const x = lids.side * eyeX;
    pen.glow(x - lids.side * 36, 8, 17, 20, mix(tones.whiteShade, '#c0605a', 0.4), 0.7);
    pen.glow(x + lids.side * 38, 2, 20, 26, tones.whiteShade, 0.75);
    pen.glow(x, 24, 44, 13, tones.whiteShade, 0.35);
    paintIris(scene, lids.side);
    paintLidShadow(scene, lids);
    paintCatchlights(scene, lids.side, lids.open);
  });
}

/** The upper lid and its lashes darken the top of the ball. */
function paintLidShadow({ pen, tones, look }: Scene, lids: Lids): void {
  const shade = mix(tones.whiteShade, look.skin.deep, 0.5);
  const band = (down: number): Anchor[] => [
    ...lids.upper.map((p) => ({ x: p.x, y: p.y - 8 })),
    ...lids.upper.map((p) => ({ x: p.x, y: p.y + down })).reverse(),
  ];
  for (let down = 2.5; down < 14; down += 1.9) pen.begin().curve(band(down), true).fill(shade, 0.13);
}

/** The fold above the eye, and the lid that comes down from it. */
function paintLidSkin({ pen, tones, look }: Scene, lids: Lids): void {
  pen.on(onLid).begin();
  pen.curve([...lids.crease, ...[...lids.upper].reverse()].map((p) => ({ ...p, sharp: 0 })), true);
  const x = lids.side * eyeX;
  pen.fill(tones.lid, 0.55 + 0.4 * clamp(1 - lids.open));
  const middle = lids.upper[4] ?? { x, y: 0 };
  pen.glow(middle.x - 4, lerp(middle.y, -14, 0.45), 24, 8, look.skin.light, lids.side > 0 ? 0.3 : 0.5);
  pen.begin().ribbon(lids.crease, (t) => 0.4 + 2 * Math.sin(Math.PI * Math.min(1, t * 0.9 + 0.1)));
  pen.fill(tones.crease, 0.6);
}

function paintLowerLid({ pen, look, tones, rig }: Scene, lids: Lids): void {
  const line = lids.lower.map((p) => ({ x: p.x, y: p.y + 0.6 }));
  pen.begin().ribbon(line, (t) => 0.5 + 1.6 * Math.sin(Math.PI * t)).fill(mix(look.skin.light, look.skin.blush, 0.3), 0.7);
  const under = lids.lower.map((p) => ({ x: p.x, y: p.y + 2.1 }));
  pen.begin().ribbon(under, (t) => 0.3 + 1.5 * t * Math.sin(Math.PI * Math.min(1, t * 0.8 + 0.2))).fill(look.eyes.liner, 0.5);
  const bag = lids.lower.map((p, i) => ({ x: p.x, y: p.y + 8 + 3 * Math.sin((Math.PI * i) / (steps - 1)) }));
  const depth = 0.12 + look.shape.age * 0.22 + rig.face.squint * 0.35;
  pen.begin().ribbon(bag.slice(1, -1), (t) => 0.4 + 2 * Math.sin(Math.PI * t)).fill(tones.crease, depth);
}

/** The dark line of the upper lashes, with single ones outward. */
function paintLashes({ pen, look }: Scene, lids: Lids): void {
  const { liner, lashes } = look.eyes;
  const last = lids.upper[steps - 1] ?? { x: 0, y: 0 };
  const before = lids.upper[steps - 2] ?? last;
  const wing = { x: last.x + (last.x - before.x) * 0.22, y: last.y - 1.2 * lashes * clamp(lids.open + 0.2) };
  const line = [...lids.upper, wing].map((p) => ({ x: p.x, y: p.y - 0.6 }));
  const thick = 2.3 + 2.2 * lashes;
  pen.begin().ribbon(line, (t) => 0.9 + thick * Math.sin(Math.PI * Math.min(0.96, 0.1 + t * 0.86)) ** 0.8 * (0.55 + 0.45 * t));
  pen.fill(liner, 0.95);
  if (lashes > 0.1) singleLashes(pen, liner, 9 * lashes, lids);
}


function singleLashes(pen: Scene['pen'], liner: string, length: number, lids: Lids): void {
  pen.begin();
  const up = lerp(-0.75, 1, clamp(lids.open * 1.25)); // shut lids point their lashes down
  for (const t of [0.66, 0.75, 0.83, 0.9, 0.96]) {
    const root = onCurve(lids.upper, t);
    const reach = length * (0.2 + t * t * 0.9);
    const out = 0.5 + (t - 0.66) * 1.9;
    const tip = { x: root.x + lids.side * reach * out, y: root.y - up * reach * (0.95 - (t - 0.66) * 1.2) };
    const bend = { x: lerp(root.x, tip.x, 0.6), y: lerp(root.y, tip.y, 0.42) };
    pen.ribbon([{ x: root.x - lids.side * 1.5, y: root.y }, bend, tip], (w) => 3 * (1 - w) + 0.2);
  }
  pen.fill(liner, 0.92);
}

function onCurve(points: readonly Point[], t: number): Point {
  const place = t * (points.length - 1);
  const i = Math.min(points.length - 2, Math.floor(place));
  const a = points[i] ?? { x: 0, y: 0 };
  const b = points[i + 1] ?? a;
  return { x: lerp(a.x, b.x, place - i), y: lerp(a.y, b.y, place - i) };
}
