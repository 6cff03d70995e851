import type { Look } from '../look';
import { alpha } from './color';
import type { HairStyle } from './hair';
import type { Anchor, Pen } from './pen';
import { flat } from './pose';
import type { Scene, Tones } from './scene';

/** A round crown of curls. */

const p = (x: number, y: number): Anchor => ({ x, y });
const inHead = flat(0); // near the crown's layer, or it would show beside it when the head turns

interface Curl { x: number; y: number; r: number; turn: number }

/** How far the hair reaches in a direction, from the middle of the crown. */
const middle = { x: 0, y: -92 };
const reach = (angle: number): Anchor =>
  p(middle.x + Math.cos(angle) * 190, middle.y + Math.sin(angle) * (Math.sin(angle) < 0 ? 172 : 150));

const rimCurls: readonly Curl[] = Array.from({ length: 27 }, (_, i) => {
  const angle = Math.PI * (0.87 + (i / 26) * 1.26);
  const at = reach(angle);
  const r = 23 + ((i * 7) % 5) * 3;
  return { x: middle.x + (at.x - middle.x) * (1 - r / 230), y: middle.y + (at.y - middle.y) * (1 - r / 230), r, turn: angle };
});

const hairline: readonly Anchor[] = [
  p(-147, 4), p(-138, -30), p(-126, -74), p(-104, -106), p(-72, -126), p(-34, -136), p(6, -138), p(46, -134), p(80, -122),
  p(108, -102), p(128, -70), p(139, -28), p(147, 4),
];

const lineCurls: readonly Curl[] = hairline.slice(1, -1).map((at, i) => ({
  x: at.x, y: at.y - 4, r: 11 + ((i * 5) % 4) * 2.2, turn: i * 1.7,
}));

/** Is a place between hairline and rim? */
function inHair(x: number, y: number): boolean {
  const fx = x / 134;
  const fy = (y - 20) / 158;
  const ex = x / 182;
  const ey = (y - middle.y) / (y < middle.y ? 166 : 130);
  return fx * fx + fy * fy > 1 && ex * ex + ey * ey < 1 && y < 6;
}

const inner: readonly Curl[] = Array.from({ length: 420 }, (_, i) => {
  const angle = i * 2.39996;
  const far = Math.sqrt((i + 0.5) / 420) * 190;
  return { x: Math.cos(angle) * far, y: middle.y + Math.sin(angle) * far, r: 7 + ((i * 11) % 7), turn: angle * 3.1 };
}).filter((c) => inHair(c.x, c.y));

function mass(pen: Pen, curls: readonly Curl[], grow: number): void {
  for (const c of curls) {
    const at = pen.place(c.x, c.y);
    pen.ctx.moveTo(at.x + c.r + grow, at.y);
    pen.ctx.arc(at.x, at.y, c.r + grow, 0, 7);
  }
}

/** Open rings, as curls are seen. */
function rings(pen: Pen, curls: readonly Curl[], scale: number, turn: number, span: number): void {
  pen.begin();
  for (const c of curls) {
    const at = pen.place(c.x, c.y);
    const from = c.turn + turn;
    const r = c.r * scale;
    pen.ctx.moveTo(at.x + Math.cos(from) * r, at.y + Math.sin(from) * r);
    pen.ctx.arc(at.x, at.y, r, from, from + span);
  }
}

function back({ pen, look }: Scene): void {
  pen.on(inHead).begin();
  mass(pen, rimCurls, -2);
  pen.fill(look.hair.dark);
  pen.begin().curve([p(-140, 30), ...rimCurls.map((c) => p(c.x, c.y)), p(140, 30), p(90, 90), p(-90, 90)], true).fill(look.hair.dark);
}

const shade = {};
const crown = {};

function shadow({ pen, look, bakery }: Scene): void {
  bakery.draw(pen, shade, { x: -180, y: -180, w: 360, h: 240 }, 84, (soft) => {
    soft.feather(hairline.map((q) => p(q.x, q.y + 6)), 24, look.skin.deep, 0.55);
  });
}

function front(scene: Scene): void {
  const { pen, look, tones, backlight, bakery } = scene;
  bakery.draw(pen, crown, { x: -205, y: -280, w: 410, h: 330 }, 44, (still) => {
    paintMass(still, look, tones);
    paintRings(still, look, tones);
    rings(still, rimCurls.slice(15), 0.98, -1.1, 2.2);
    still.stroke(look.backdrop.accent, 1.6, 0.08 + 0.14 * backlight);
  });
}

function paintMass(pen: Pen, { hair }: Look, tones: Tones): void {
  const body = pen.linear(-150, -230, 160, 20, [[0, hair.base], [0.5, tones.hairShade], [1, hair.dark]]);
  pen.begin().curve([...hairline, ...[...rimCurls].reverse().map((c) => p(c.x * 0.98, c.y))], true).fill(body);
  pen.begin();
  mass(pen, rimCurls, 0);
  mass(pen, lineCurls, 0);
  pen.fill(body);
}

function paintRings(pen: Pen, { hair }: Look, tones: Tones): void {
  const all = [...rimCurls, ...inner, ...lineCurls];
  rings(pen, all, 0.95, 0.4, 3.6);
  pen.stroke(hair.dark, 3.2, 0.55);
  rings(pen, all, 0.8, -2.3, 2.4);
  pen.stroke(pen.linear(-150, -240, 130, 30, [
    [0, alpha(hair.light, 0.95)], [0.45, alpha(hair.light, 0.5)], [1, alpha(hair.light, 0.12)],
  ]), 2.4);
  rings(pen, all.filter((_, i) => i % 2 === 0), 0.62, -2.1, 1.7);
  pen.stroke(pen.linear(-150, -240, 90, 0, [
    [0, alpha(tones.hairGloss, 0.7)], [0.5, alpha(tones.hairGloss, 0.28)], [1, alpha(tones.hairGloss, 0)],
  ]), 1.6);
}

export const curls: HairStyle = { back, shadow, front, ears: [-1, 1] };
