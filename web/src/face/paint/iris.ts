import { clamp, lerp } from '../ease';
import type { Rig } from '../rig';
import { alpha, mix } from './color';
import type { Pen } from './pen';
import type { Point } from './pose';
import type { Scene } from './scene';

/** Where an eye sits, right of the middle. */
export const eyeX = 67;
export const eyeY = 3;
const irisRadius = 22;
const ballRadius = 36; // what the gaze turns on

/** Middle of the iris on the ball for the current gaze. */
function irisCentre(rig: Rig, side: number): Point {
  const turn = Math.PI / 180;
  return {
    x: side * (eyeX - 1.4) + ballRadius * Math.sin(rig.gazeX * turn),
    y: eyeY - 1.5 - ballRadius * Math.sin(rig.gazeY * turn) * 0.9,
  };
}

export function paintIris({ pen, rig, look, tones }: Scene, side: number): void {
  const { ctx } = pen;
  const c = irisCentre(rig, side);
  const r = irisRadius * look.eyes.size;
  const at = pen.place(c.x, c.y);
  ctx.save();
  ctx.translate(at.x, at.y);
  ctx.scale(r * Math.cos((rig.gazeX + rig.yaw) * 0.0175), r);
  disc(pen, 1.05, alpha(tones.pupil, 0.35));
  disc(pen, 1, radial(ctx, [
    [0, look.eyes.iris], [0.5, mix(look.eyes.iris, look.eyes.rim, 0.25)], [0.78, look.eyes.rim],
    [0.93, mix(look.eyes.rim, '#0a0606', 0.6)], [1, mix(look.eyes.rim, '#0a0606', 0.82)],
  ]));
  fibres(pen, mix(look.eyes.iris, '#fff2d0', 0.45), 0.34, 0.86, 0);
  fibres(pen, mix(look.eyes.rim, '#000000', 0.5), 0.5, 0.92, 0.17);
  causticOf(ctx, mix(look.eyes.iris, '#fff0cc', 0.6));
  disc(pen, 0.49, mix(look.eyes.rim, '#000000', 0.6), 0.45);
  disc(pen, 0.44, tones.pupil);
  ctx.restore();
}

function disc(pen: Pen, radius: number, paint: string | CanvasGradient, opacity = 1): void {
  pen.ctx.beginPath();
  pen.ctx.arc(0, 0, radius, 0, 7);
  pen.fill(paint, opacity);
}

function radial(ctx: CanvasRenderingContext2D, stops: readonly (readonly [number, string])[]): CanvasGradient {
  const gradient = ctx.createRadialGradient(0, 0, 0.2, 0, 0, 1);
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  return gradient;
}

/** Fine rays in the iris. */
function fibres(pen: Pen, colour: string, from: number, to: number, phase: number): void {
  const { ctx } = pen;
  ctx.beginPath();
  for (let i = 0; i < 26; i++) {
    const a = phase + (i / 26) * 2 * Math.PI + ((i * 5) % 7) * 0.02;
    const end = to - ((i * 3) % 5) * 0.05;
    ctx.moveTo(Math.cos(a) * from, Math.sin(a) * from);
    ctx.lineTo(Math.cos(a + 0.04) * end, Math.sin(a + 0.04) * end);
  }
  pen.stroke(colour, 0.035, 0.5);
}

/** Light that came in at the upper left gathers at the lower right. */
function causticOf(ctx: CanvasRenderingContext2D, colour: string): void {
  const gradient = ctx.createRadialGradient(0.22, 0.42, 0, 0.22, 0.42, 0.62);
  gradient.addColorStop(0, alpha(colour, 0.75));
  gradient.addColorStop(1, alpha(colour, 0));
  ctx.fillStyle = gradient;
  ctx.beginPath();
  ctx.arc(0, 0, 0.92, 0, 7);
  ctx.fill();
}

/** Reflections of the lamp; they dim as the lid comes down. */
export function paintCatchlights({ pen, rig, look }: Scene, side: number, open: number): void {
  const c = irisCentre(rig, side);
  const near = clamp((open - 0.25) * 3);
  // Reflections stay where the lamp is: they follow the gaze only a little.
  const x = lerp(side * (eyeX - 1.4), c.x, 0.6);
  const y = lerp(eyeY - 1.5, c.y, 0.6);
  const { ctx } = pen;
  const s = look.eyes.size;
  pen.glow(x - 6 * s, y - 7 * s, 9 * s, 8 * s, '#ffffff', 0.5 * near);
  const main = { ...pen.place(x - 6.2 * s, y - 7.2 * s) };
  ctx.beginPath();
  ctx.ellipse(main.x, main.y, 4.6 * s, 3.9 * s, -0.5, 0, 7);
  pen.fill('#ffffff', 0.96 * near);
  const second = pen.place(x + 7 * s, y + 8 * s);
  ctx.beginPath();
  ctx.ellipse(second.x, second.y, 2.1 * s, 1.7 * s, 0.4, 0, 7);
  pen.fill('#ffffff', 0.55 * near);
}
