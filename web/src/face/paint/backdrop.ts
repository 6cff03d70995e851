import type { Look } from '../look';
import { alpha, mix } from './color';

/** Soft lights out of focus, as parts of the canvas: x, y, radius, strength. */
const lights = [
  [0.14, 0.2, 0.12, 0.5], [0.3, 0.08, 0.07, 0.35], [0.86, 0.16, 0.15, 0.45], [0.93, 0.46, 0.08, 0.3], [0.07, 0.56, 0.09, 0.3],
  [0.74, 0.06, 0.05, 0.3],
] as const;

/**
 * What is behind the figure: a wall in soft light, a few blurred lights, darker towards the edge.
 * Painted once per size, look and theme; drawing a picture of it is much cheaper.
 */
export function paintBackdrop(ctx: CanvasRenderingContext2D, w: number, h: number, look: Look, dark: boolean): void {
  const [centre, edge] = dark ? look.backdrop.dark : look.backdrop.light;
  const size = Math.max(w, h);
  const wall = ctx.createRadialGradient(w * 0.4, h * 0.34, 0, w * 0.5, h * 0.5, size * 0.78);
  wall.addColorStop(0, centre);
  wall.addColorStop(0.45, mix(centre, edge, 0.45));
  wall.addColorStop(1, edge);
  ctx.fillStyle = wall;
  ctx.fillRect(0, 0, w, h);
  for (const [x, y, r, strength] of lights) {
    spot(ctx, w * x, h * y, size * r, look.backdrop.accent, strength * (dark ? 0.22 : 0.4));
  }
  spot(ctx, w * 0.5, h * 0.45, size * 0.46, look.backdrop.accent, dark ? 0.2 : 0.35);
  vignette(ctx, w, h, mix(edge, '#000000', dark ? 0.6 : 0.35), dark ? 0.5 : 0.28);
}

function spot(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string, strength: number): void {
  const gradient = ctx.createRadialGradient(x, y, 0, x, y, r);
  gradient.addColorStop(0, alpha(colour, strength));
  gradient.addColorStop(0.5, alpha(colour, strength * 0.5));
  gradient.addColorStop(1, alpha(colour, 0));
  ctx.fillStyle = gradient;
  ctx.fillRect(x - r, y - r, 2 * r, 2 * r);
}

function vignette(ctx: CanvasRenderingContext2D, w: number, h: number, colour: string, strength: number): void {
  const gradient = ctx.createRadialGradient(w / 2, h * 0.46, Math.min(w, h) * 0.4, w / 2, h / 2, Math.hypot(w, h) * 0.56);
  gradient.addColorStop(0, alpha(colour, 0));
  gradient.addColorStop(1, alpha(colour, strength));
  ctx.fillStyle = gradient;
  ctx.fillRect(0, 0, w, h);
}
