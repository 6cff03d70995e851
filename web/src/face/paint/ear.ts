import { mix } from './color';
import type { Anchor } from './pen';
import { flat } from './pose';
import type { Scene } from './scene';

const shell: readonly (readonly [number, number])[] = [
  [132, -20], [148, -34], [163, -33], [171, -17], [169, 8], [163, 32], [160, 52], [153, 63], [144, 58], [132, 34],
];

const mirrored = (points: readonly (readonly [number, number])[], side: number): Anchor[] =>
  points.map(([x, y]) => ({ x: side * x, y: y + 14 }));

export function paintEar({ pen, look, tones }: Scene, side: number): void {
  const { skin } = look;
  pen.on(flat(-18)).begin().curve(mirrored(shell, side), true);
  pen.fill(side < 0 ? mix(skin.base, skin.blush, 0.12) : mix(skin.shade, skin.base, 0.35));
  pen.within(() => {
    pen.glow(side * 140, 34, 20, 60, tones.skinEdge, 0.8);
    pen.glow(side * 155, 12, 8, 26, skin.deep, 0.42, side * 0.2);
    pen.glow(side * 168, -8, 6, 26, skin.light, side < 0 ? 0.5 : 0.2, side * 0.2);
    pen.glow(side * 152, 70, 9, 9, skin.blush, 0.3);
  });
  const helix = mirrored([[147, -22], [155, -26], [163, -21], [164, -4], [159, 18]], side);
  pen.begin().ribbon(helix, (t) => 0.5 + 2.4 * Math.sin(Math.PI * t)).fill(skin.deep, 0.4);
  const inner = mirrored([[154, 2], [157, 14], [153, 28], [147, 34]], side);
  pen.begin().ribbon(inner, (t) => 0.5 + 2.2 * Math.sin(Math.PI * t)).fill(skin.deep, 0.36);
}

export function paintEarring({ pen, look }: Scene, side: number): void {
  const { earrings } = look.clothes;
  if (!earrings) return;
  const at = { ...pen.on(flat(-12)).place(side * 153, 80) };
  const { ctx } = pen.begin();
  ctx.arc(at.x, at.y, 5, 0, 7);
  pen.fill(mix(earrings, '#4a2d10', 0.3));
  pen.glow(side * 153 - 1.4, 78.4, 4.6, 4.6, '#fff6dc', 0.95);
}
