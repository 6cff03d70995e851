import type { Look } from '../look';
import { mix } from './color';
import type { Anchor } from './pen';
import { flat } from './pose';
import type { Depth } from './pose';
import type { Scene } from './scene';

const chest: Depth = (x, y) => 30 * Math.max(0, 1 - (x / 300) ** 2) * Math.min(1, Math.max(0, (y - 260) / 80));

/** From the neck over the right shoulder and down. */
const shoulder = [[124, 298], [188, 315], [244, 338], [284, 384], [306, 470], [326, 900]] as const;

/** Neckline and shoulders as one closed outline; `neck` runs from the right shoulder's top over the front to the left. */
function garment(look: Look, neck: readonly Anchor[]): Anchor[] {
  const w = look.shape.shoulders;
  const right: Anchor[] = shoulder.map(([x, y], i) => ({ x: x * w, y, sharp: i === shoulder.length - 1 ? 1 : 0 }));
  const left = right.map((p) => ({ ...p, x: -p.x })).reverse();
  return [...neck, ...left.reverse(), ...right.reverse()];
}

function cloth(scene: Scene, neck: readonly Anchor[]): void {
  const { pen, look } = scene;
  const { clothes } = look;
  pen.on(chest).begin().curve(garment(look, neck), true);
  pen.fill(pen.linear(-220, 300, 240, 560, [
    [0, clothes.light], [0.28, clothes.base], [0.72, mix(clothes.base, clothes.dark, 0.65)], [1, clothes.dark],
  ]));
}

/** Folds and the roundness of shoulders and chest, within the garment's outline. */
function drape(scene: Scene): void {
  const { pen, look } = scene;
  const { light, dark } = look.clothes;
  pen.glow(-190, 350, 110, 60, light, 0.5, 0.4);
  pen.glow(-70, 430, 100, 80, light, 0.28);
  pen.glow(250, 470, 110, 170, dark, 0.7);
  pen.glow(-300, 520, 70, 170, dark, 0.5);
  pen.glow(10, 350, 130, 44, dark, 0.4);
  for (const side of [-1, 1]) {
    const strength = side > 0 ? 0.5 : 0.34;
    pen.glow(side * 104, 384, 58, 15, dark, strength, side * -0.85);
    pen.glow(side * 84, 376, 50, 11, light, strength * 0.35, side * -0.85);
    pen.glow(side * 196, 470, 92, 17, dark, strength, side * 1.15);
    pen.glow(side * 172, 418, 52, 11, dark, strength * 0.7, side * 0.6);
  }
  paintBacklight(scene);
}

/** Light from behind along the far shoulder. */
function paintBacklight({ pen, look, backlight }: Scene): void {
  const w = look.shape.shoulders;
  const edge = shoulder.slice(0, -1).map(([x, y]) => ({ x: x * w, y }));
  pen.feather(edge, 7, look.backdrop.accent, 0.42 * backlight);
}

const roundNeck = (rx: number, top: number, bottom: number): Anchor[] => [
  { x: rx, y: top }, { x: rx * 0.9, y: top + (bottom - top) * 0.5 }, { x: rx * 0.55, y: bottom - 6 }, { x: 0, y: bottom },
  { x: -rx * 0.55, y: bottom - 6 }, { x: -rx * 0.9, y: top + (bottom - top) * 0.5 }, { x: -rx, y: top },
];

/** The inside of a collar, seen behind the neck. */
export function paintCollarBack({ pen, look }: Scene): void {
  const { base, dark } = look.clothes;
  pen.on(flat(-50)).begin().curve([
    { x: -98, y: 298 }, { x: -72, y: 272 }, { x: 0, y: 262 }, { x: 72, y: 272 }, { x: 98, y: 298 }, { x: 80, y: 330 },
    { x: -80, y: 330 },
  ], true).fill(mix(base, dark, 0.75));
}

/** Fine knit with a ribbed round neck. */
export function paintSweater(scene: Scene): void {
  const { pen, look } = scene;
  const { base, dark, light } = look.clothes;
  const neck = roundNeck(94, 286, 340);
  cloth(scene, neck);
  pen.within(() => drape(scene));
  const band = neck.map((p) => ({ x: p.x * 1.05, y: p.y + 6 }));
  pen.begin().ribbon(band, () => 19).fill(pen.linear(-100, 300, 110, 350, [[0, light], [0.4, base], [1, dark]]));
  ribs(scene, band);
  pen.begin().ribbon(band.map((p) => ({ x: p.x * 1.075, y: p.y + 9.5 })), () => 2.2).fill(dark, 0.5);
  pen.begin().ribbon(neck.map((p) => ({ x: p.x * 0.97, y: p.y - 3 })), () => 4).fill(dark, 0.55);
}

function ribs({ pen, look }: Scene, band: readonly Anchor[]): void {
  pen.begin();
  for (let i = 0; i < band.length - 1; i++) {
    const a = band[i];
    const b = band[i + 1];
    if (!a || !b) continue;
    for (let j = 0; j < 6; j++) {
      const t = j / 6;
      const x = a.x + (b.x - a.x) * t;
      const y = a.y + (b.y - a.y) * t;
      pen.curve([{ x: x * 0.93, y: y - 8 }, { x: x * 1.07, y: y + 8 }]);
    }
  }
  pen.stroke(look.clothes.dark, 1.3, 0.35);
}

/** An open shirt over a light T-shirt. */
export function paintShirt(scene: Scene): void {
  const { pen, look } = scene;
  const { clothes } = look;
  pen.on(flat(10)).begin().curve([...roundNeck(104, 292, 336), { x: -150, y: 520 }, { x: 150, y: 520 }], true);
  pen.fill(pen.linear(-100, 300, 110, 420, [
    [0, clothes.under], [0.6, mix(clothes.under, '#8d8a94', 0.35)], [1, mix(clothes.under, '#5a5866', 0.6)],
  ]));
  pen.begin().ribbon(roundNeck(104, 292, 336).map((p) => ({ x: p.x * 1.02, y: p.y + 5 })), () => 9).fill('#6b6570', 0.16);
  pen.glow(16, 346, 110, 22, '#4a4450', 0.35);
  cloth(scene, [
    { x: 112, y: 286, sharp: 1 }, { x: 96, y: 340 }, { x: 62, y: 430 }, { x: 40, y: 620, sharp: 1 },
    { x: -40, y: 620, sharp: 1 }, { x: -62, y: 430 }, { x: -96, y: 340 }, { x: -112, y: 286, sharp: 1 },
  ]);
  pen.within(() => drape(scene));
  for (const side of [1, -1]) collar(scene, side);
}

function collar({ pen, look }: Scene, side: number): void {
  const { base, light, dark } = look.clothes;
  const shape: Anchor[] = [
    { x: side * 88, y: 272, sharp: 1 }, { x: side * 116, y: 284 }, { x: side * 148, y: 322, sharp: 0.6 },
    { x: side * 118, y: 392, sharp: 1 }, { x: side * 92, y: 352 }, { x: side * 84, y: 310 },
  ];
  pen.begin().curve(shape.map((p) => ({ ...p, x: p.x + side * 3, y: p.y + 7 })), true).fill(dark, 0.5);
  pen.begin().curve(shape, true).fill(pen.linear(side * 90, 280, side * 130, 390, [
    [0, side < 0 ? light : base], [1, side < 0 ? base : mix(base, dark, 0.6)],
  ]));
  pen.stroke(dark, 1, 0.35);
}

/** A soft V-neck with a folded edge. */
export function paintBlouse(scene: Scene): void {
  const { pen, look } = scene;
  const { base, light, dark } = look.clothes;
  const neck: Anchor[] = [
    { x: 112, y: 298, sharp: 0.5 }, { x: 84, y: 346 }, { x: 44, y: 396 }, { x: 4, y: 432, sharp: 1 }, { x: -40, y: 394 },
    { x: -82, y: 346 }, { x: -112, y: 298, sharp: 0.5 },
  ];
  cloth(scene, neck);
  pen.within(() => drape(scene));
  const edge = neck.map((p) => ({ x: p.x * 1.06, y: p.y + 3 }));
  pen.begin().ribbon(edge.map((p) => ({ x: p.x * 1.03, y: p.y + 6 })), (t) => 5 + 5 * Math.sin(Math.PI * t)).fill(dark, 0.3);
  pen.begin().ribbon(edge, () => 12).fill(pen.linear(-110, 300, 120, 430, [[0, light], [0.5, base], [1, mix(base, dark, 0.5)]]));
}
