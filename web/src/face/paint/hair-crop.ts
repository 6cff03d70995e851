import { alpha, mix } from './color';
import type { HairStyle } from './hair';
import { paintLock } from './lock';
import type { Lock } from './lock';
import type { Anchor } from './pen';
import { flat, rim, skull } from './pose';
import type { Depth } from './pose';
import type { Scene } from './scene';

/** Short at the sides, brushed up and over at the top. */

const p = (x: number, y: number, sharp = 0): Anchor => ({ x, y, sharp });
const onTop: Depth = (x, y) => Math.max(6, skull(x, y) * 0.5) + 10;

/** A tuft of the quiff: root at the hairline, brushed up and to the right. */
function tuft(x: number, height: number, lean: number, width: number, lit: number): Lock {
  const bow = 1 - (x / 150) ** 2;
  const root = -128 - 14 * bow;
  const top = -196 - 54 * bow - height;
  return {
    a: [
      p(x - width * 0.5, root + 2), p(x - width * 0.72 - 4, root - 26), p(x - width * 0.6, (root + top) / 2 - 8),
      p(x - width * 0.1 + lean * 0.5, top + 8), p(x + lean, top),
    ],
    b: [
      p(x + width * 0.55, root + 5), p(x + width * 0.5, root - 22), p(x + width * 0.62, (root + top) / 2),
      p(x + width * 0.7 + lean * 0.6, top + 24), p(x + lean + 8, top + 6),
    ],
    depth: onTop, strands: 13, gloss: 0.5, lit,
  };
}

const tufts: readonly Lock[] = [
  tuft(102, -14, 10, 44, 0.35), tuft(76, -4, 20, 50, 0.5), tuft(44, 4, 30, 54, 0.7), tuft(-100, -10, 26, 48, 0.8),
  tuft(10, 10, 38, 56, 0.85), tuft(-68, 0, 36, 54, 1), tuft(-28, 8, 44, 56, 1),
];

const hairline: readonly Anchor[] = [
  p(-143, 26), p(-134, -16), p(-130, -58), p(-116, -98), p(-92, -124), p(-50, -138), p(0, -142), p(50, -138), p(92, -124),
  p(116, -98), p(130, -58), p(134, -16), p(143, 26),
];

const crown: readonly Anchor[] = [
  p(150, 26), p(158, -40), p(158, -110), p(142, -172), p(104, -222), p(50, -250), p(0, -256), p(-56, -250), p(-108, -222),
  p(-142, -172), p(-157, -110), p(-157, -40), p(-150, 26),
];

function back({ pen, look }: Scene): void {
  pen.on(flat(-40)).begin().curve([p(-128, 10), ...crown.map((q) => p(q.x * 0.9, Math.min(q.y * 0.95, -30))).reverse(), p(128, 10)], true);
  pen.fill(look.hair.dark);
}

const shade = {};

function shadow(scene: Scene): void {
  const { pen, look, bakery } = scene;
  bakery.draw(pen, shade, { x: -140, y: -180, w: 280, h: 120 }, 90, (soft) => {
    soft.feather(hairline.slice(3, -3).map((q) => p(q.x, q.y + 2)), 16, look.skin.deep, 0.42);
  });
  pen.on(skull);
  for (const side of [-1, 1]) sideburn(scene, side);
}

/** Cropped hair lets the skin through, more the lower it is. */
function sideburn({ pen, look }: Scene, side: number): void {
  const tone = mix(look.hair.base, look.skin.shade, 0.15);
  pen.glow(side * 150, 24, 16, 46, tone, 0.7, side * 0.08);
  pen.glow(side * 144, -36, 22, 70, tone, 0.9);
  pen.glow(side * 132, -88, 28, 50, tone, 0.85);
}

function front(scene: Scene): void {
  const { pen, look, tones, backlight } = scene;
  pen.on(onTop).begin().curve([...hairline.slice(3, -3), ...crown.slice(3, -3)], true);
  pen.fill(pen.linear(-120, -240, 130, -60, [[0, look.hair.base], [0.6, tones.hairShade], [1, look.hair.dark]]));
  for (const side of [-1, 1]) temple(scene, side);
  for (const lock of tufts) paintLock(scene, lock);
  pen.on(rim).begin().ribbon([p(140, -170), p(154, -112), p(151, -60), p(147, -14)], (t) => 4 * Math.sin(Math.PI * t));
  pen.fill(mix(tones.hairGloss, look.backdrop.accent, 0.5), 0.2 + 0.25 * backlight);
}

/** The cropped side, fading out towards the ear. */
function temple({ pen, look }: Scene, side: number): void {
  const tone = side < 0 ? mix(look.hair.base, look.hair.light, 0.15) : look.hair.dark;
  pen.on(rim).begin().curve([
    p(side * 100, -126), p(side * 118, -96), p(side * 131, -56), p(side * 137, -14), p(side * 143, 20), p(side * 147, 8),
    p(side * 152, -50), p(side * 156, -112), p(side * 140, -172),
  ], true);
  pen.fill(pen.linear(side * 140, -110, side * 146, 18, [[0, alpha(tone, 0.95)], [0.45, alpha(tone, 0.75)], [1, alpha(tone, 0)]]));
}

export const crop: HairStyle = { back, shadow, front, ears: [-1, 1] };
