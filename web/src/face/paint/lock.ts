import type { Look } from '../look';
import type { Box } from './bakery';
import { alpha, mix } from './color';
import type { Anchor, Pen } from './pen';
import type { Depth, Point } from './pose';
import type { Scene, Tones } from './scene';

/**
 * A lock of hair: the surface between two edges, both drawn from root to tip with the same number
 * of points, so that strands can run anywhere between them.
 */
export interface Lock {
  a: readonly Point[];
  b: readonly Point[];
  depth: Depth;
  strands: number;
  /** Where the light runs across it, 0 root .. 1 tip. */
  gloss: number;
  /** How bright the lock is at all: 1 in the light, 0 in shadow. */
  lit: number;
}

const blunt = 0.4; // roots and tips are corners, nearly
const swayReach = 9; // units that tips lag behind at most
const margin = 14;

/** The outline is exact at every turn of the head; the strands inside it move as one layer. */
export function paintLock(scene: Scene, lock: Lock): void {
  const { pen, look, tones, rig, bakery } = scene;
  const box = boxOf(lock);
  const slant = rig.sway * swayReach * 0.8;
  const fabric = bakery.fabric(pen, lock, box, depthOf(lock), (flatPen) => weave(flatPen, lock, look, tones), slant);
  pen.on(lock.depth).begin().curve(outline(lock, rig.sway), true).fill(fabric);
}

function outline(lock: Lock, sway: number): Anchor[] {
  return [...edgeOf(lock.a, sway), ...edgeOf(lock.b, sway).reverse()];
}

/** An edge of a lock, root to tip, where it is while the hair lags behind the head. */
export function edgeOf(edge: readonly Point[], sway: number): Anchor[] {
  const last = edge.length - 1;
  return edge.map((p, i) => ({
    x: p.x + sway * swayReach * (i / last) ** 2, y: p.y, sharp: i === 0 || i === last ? blunt : 0,
  }));
}

function boxOf({ a, b }: Lock): Box {
  const xs = [...a, ...b].map((p) => p.x);
  const ys = [...a, ...b].map((p) => p.y);
  const x = Math.min(...xs) - margin;
  const y = Math.min(...ys) - margin;
  return { x, y, w: Math.max(...xs) + margin - x, h: Math.max(...ys) + margin - y };
}

/** The middle of its depths. */
function depthOf({ a, b, depth }: Lock): number {
  const depths = [...a, ...b].map((p) => depth(p.x, p.y));
  return depths.reduce((sum, z) => sum + z, 0) / depths.length;
}

/** Paints the lock's inside, a little beyond its edges. */
function weave(pen: Pen, lock: Lock, look: Look, tones: Tones): void {
  const { hair } = look;
  const { gloss: g, lit, strands: n } = lock;
  const box = boxOf(lock);
  pen.ctx.fillStyle = along(pen, lock, [
    [0, tones.hairShade], [Math.max(0.02, g * 0.6), hair.base], [Math.min(0.95, g + 0.3), hair.base],
    [1, mix(hair.base, tones.hairShade, 0.5)],
  ]);
  pen.ctx.fillRect(box.x, box.y, box.w, box.h);
  strands(pen, lock, n, 1).stroke(hair.dark, 1.3, 0.34);
  strands(pen, lock, n * 0.3, 5).stroke(hair.dark, 4, 0.16);
  strands(pen, lock, n * 0.25, 7).stroke(along(pen, lock, band(hair.light, g, 0.5, 0.3 * lit)), 6);
  strands(pen, lock, n * 0.8, 2).stroke(along(pen, lock, band(hair.light, g, 0.34, 0.5 * lit)), 2.2);
  strands(pen, lock, n * 0.55, 3).stroke(along(pen, lock, band(tones.hairGloss, g, 0.2, 0.55 * lit)), 1.6);
  strands(pen, lock, n * 1.6, 11).stroke(along(pen, lock, band(hair.light, g + 0.1, 0.6, 0.3 * lit)), 0.7);
}

/** Adds strands between the edges to the path; `seed` varies which. */
function strands(pen: Pen, lock: Lock, count: number, seed: number): Pen {
  const n = Math.round(count);
  pen.begin();
  for (let k = 0; k < n; k++) {
    const u = (k + 0.5) / n + (((k * 37 + seed * 17) % 11) - 5) * 0.006;
    const drift = (((k * 53 + seed * 29) % 13) - 6) * 0.012;
    pen.curve(lock.a.map((p, i) => {
      const q = lock.b[i] ?? p;
      const v = u + (drift * i) / lock.a.length;
      return { x: p.x + (q.x - p.x) * v, y: p.y + (q.y - p.y) * v };
    }));
  }
  return pen;
}

/** A gradient along the lock, from its root to its tip. */
function along(pen: Pen, lock: Lock, stops: readonly (readonly [number, string])[]): CanvasGradient {
  const middle = (i: number): Point => {
    const p = lock.a[i] ?? { x: 0, y: 0 };
    const q = lock.b[i] ?? p;
    return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 };
  };
  const root = middle(0);
  const tip = middle(lock.a.length - 1);
  return pen.linear(root.x, root.y, tip.x, tip.y, stops);
}

/** Transparent, except for a stretch around `middle`. */
function band(colour: string, middle: number, half: number, peak: number): [number, string][] {
  const at = (v: number): number => Math.min(1, Math.max(0, v));
  return [
    [at(middle - half), alpha(colour, 0)], [at(middle - half * 0.35), alpha(colour, peak * 0.7)], [at(middle), alpha(colour, peak)],
    [at(middle + half * 0.35), alpha(colour, peak * 0.7)], [at(middle + half), alpha(colour, 0)],
  ];
}
