import { alpha } from './color';
import { flat } from './pose';
import type { Depth, Point, Pose } from './pose';

/** A point of an outline; `sharp` 1 is a corner, 0 (or absent) lets the curve run through. */
export interface Anchor extends Point { sharp?: number }

export type Paint = string | CanvasGradient | CanvasPattern;

/** The fall-off of the airbrush: close to a Gaussian, zero at the edge. */
const airbrush = [[0, 1], [0.2, 0.9], [0.4, 0.64], [0.6, 0.34], [0.8, 0.1], [1, 0]] as const;

const ends = <T>(list: readonly T[], i: number, closed: boolean): T | undefined =>
  list[closed ? (i + list.length) % list.length : Math.min(list.length - 1, Math.max(0, i))];

/**
 * Draws curves that lie on the head: takes points in the head's units, sends them through the pose
 * and hands them to the canvas. One pen serves all painters of one canvas.
 */
export class Pen {
  readonly ctx: CanvasRenderingContext2D;
  pose: Pose;
  private depth: Depth = flat(0);
  private readonly glows = new Map<string, CanvasGradient>();
  private readonly spot: Point = { x: 0, y: 0 };
  private readonly pool: Anchor[] = [];

  constructor(ctx: CanvasRenderingContext2D, pose: Pose) {
    this.ctx = ctx;
    this.pose = pose;
  }

  /** What follows lies on this layer. */
  on(depth: Depth): this {
    this.depth = depth;
    return this;
  }

  /** Where a point lands. The result is the pen's own and changes with the next call. */
  place(x: number, y: number): Point {
    this.pose.project(x, y, this.depth(x, y), this.spot);
    return this.spot;
  }

  begin(): this {
    this.ctx.beginPath();
    return this;
  }

  /** A smooth curve through all points (Catmull-Rom as Béziers). */
  curve(points: readonly Anchor[], closed = false, join = false): this {
    const on = this.projected(points);
    const first = on[0];
    if (!first) return this;
    if (join) this.ctx.lineTo(first.x, first.y);
    else this.ctx.moveTo(first.x, first.y);
    const pieces = closed ? on.length : on.length - 1;
    for (let i = 0; i < pieces; i++) this.piece(on, i, closed);
    if (closed) this.ctx.closePath();
    return this;
  }

  fill(paint: Paint, opacity = 1): this {
    this.ctx.globalAlpha = opacity;
    this.ctx.fillStyle = paint;
    this.ctx.fill();
    this.ctx.globalAlpha = 1;
    return this;
  }

  stroke(paint: Paint, width: number, opacity = 1): this {
    this.ctx.globalAlpha = opacity;
    this.ctx.strokeStyle = paint;
    this.ctx.lineWidth = width;
    this.ctx.stroke();
    this.ctx.globalAlpha = 1;
    return this;
  }

  /** Paints `inside` only within the current path. */
  within(inside: () => void): void {
    this.ctx.save();
    this.ctx.clip();
    inside();
    this.ctx.restore();
  }

  /** A soft elliptical spot. Gradients are made once per colour: they scale with the transform. */
  glow(x: number, y: number, rx: number, ry: number, colour: string, opacity: number, angle = 0): this {
    if (opacity <= 0.004) return this;
    const { ctx } = this;
    const at = this.place(x, y);
    ctx.save();
    ctx.translate(at.x, at.y);
    ctx.rotate(this.pose.rollRadians + angle);
    ctx.scale(rx, ry);
    ctx.globalAlpha = Math.min(1, opacity);
    ctx.fillStyle = this.glowOf(colour);
    ctx.fillRect(-1, -1, 2, 2);
    ctx.restore();
    return this;
  }

  /** Adds a tapered stroke along `spine` to the path; `width` is given at 0..1 of its length. */
  ribbon(spine: readonly Point[], width: (t: number) => number): this {
    const last = spine.length - 1;
    const sides: Anchor[] = [];
    for (let i = 0; i <= last; i++) sides.push(beside(spine, i, width(i / last) / 2));
    for (let i = last; i >= 0; i--) sides.push(beside(spine, i, -width(i / last) / 2));
    return this.curve(sides, true);
  }

  /** A soft shadow along an edge: strokes of growing width, each faint. */
  feather(edge: readonly Anchor[], reach: number, colour: string, opacity: number, closed = false): this {
    const layers = Math.max(6, Math.min(14, Math.round(reach / 2)));
    const each = 1 - (1 - opacity) ** (1 / layers);
    this.begin().curve(edge, closed);
    for (let i = 1; i <= layers; i++) this.stroke(colour, (2 * reach * i) / layers, each);
    return this;
  }

  /** A linear gradient between two places of the current layer. */
  linear(x0: number, y0: number, x1: number, y1: number, stops: readonly (readonly [number, string])[]): CanvasGradient {
    const from = { ...this.place(x0, y0) };
    const to = this.place(x1, y1);
    return withStops(this.ctx.createLinearGradient(from.x, from.y, to.x, to.y), stops);
  }

  radial(x: number, y: number, r: number, stops: readonly (readonly [number, string])[]): CanvasGradient {
    const at = this.place(x, y);
    return withStops(this.ctx.createRadialGradient(at.x, at.y, 0, at.x, at.y, r), stops);
  }

  private glowOf(colour: string): CanvasGradient {
    let gradient = this.glows.get(colour);
    if (!gradient) {
      gradient = withStops(
        this.ctx.createRadialGradient(0, 0, 0, 0, 0, 1),
        airbrush.map(([at, a]) => [at, alpha(colour, a)] as const),
      );
      this.glows.set(colour, gradient);
    }
    return gradient;
  }

  private projected(points: readonly Anchor[]): readonly Anchor[] {
    while (this.pool.length < points.length) this.pool.push({ x: 0, y: 0, sharp: 0 });
    this.pool.length = points.length;
    points.forEach((p, i) => {
      const to = this.pool[i];
      if (!to) return;
      this.pose.project(p.x, p.y, this.depth(p.x, p.y), to);
      to.sharp = p.sharp ?? 0;
    });
    return this.pool;
  }

  private piece(on: readonly Anchor[], i: number, closed: boolean): void {
    const a = ends(on, i, closed);
    const b = ends(on, i + 1, closed);
    const before = ends(on, i - 1, closed);
    const after = ends(on, i + 2, closed);
    if (!a || !b || !before || !after) return;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const out = (1 - (a.sharp ?? 0)) * share(length, before, a);
    const into = (1 - (b.sharp ?? 0)) * share(length, b, after);
    this.ctx.bezierCurveTo(
      a.x + (b.x - before.x) * out, a.y + (b.y - before.y) * out,
      b.x - (after.x - a.x) * into, b.y - (after.y - a.y) * into,
      b.x, b.y,
    );
  }
}

/** How much of a tangent a piece of this length gets: uneven spacing must not make loops. */
function share(length: number, from: Point, to: Point): number {
  const other = Math.hypot(to.x - from.x, to.y - from.y);
  return length / (length + other || 1) / 3;
}

function withStops(gradient: CanvasGradient, stops: readonly (readonly [number, string])[]): CanvasGradient {
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  return gradient;
}

function beside(spine: readonly Point[], i: number, distance: number): Anchor {
  const here = ends(spine, i, false) ?? { x: 0, y: 0 };
  const a = ends(spine, i - 1, false) ?? here;
  const b = ends(spine, i + 1, false) ?? here;
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  return { x: here.x - ((b.y - a.y) / length) * distance, y: here.y + ((b.x - a.x) / length) * distance };
}
