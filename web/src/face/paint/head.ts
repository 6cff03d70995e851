import { smoothstep } from '../ease';
import type { Look } from '../look';
import type { Rig } from '../rig';
import { mix } from './color';
import type { Anchor, Pen } from './pen';
import { flat, rim, skull } from './pose';
import type { Scene, Tones } from './scene';

/** Right half of the head's outline, crown to chin. */
const outline: readonly (readonly [number, number])[] = [
  [0, -214], [66, -205], [116, -170], [143, -115], [149, -55], [146, 0], [141, 46], [131, 92], [110, 140], [78, 182],
  [42, 210], [0, 218],
];

/** How far the chin goes down with the jaw, at its lowest. */
const chinDrop = 31;

/** The jaw's share of a place on the face, in units of movement down. */
export const jawShift = (y: number, jaw: number): number => chinDrop * jaw * smoothstep(70, 190, y);

function shaped(look: Look, rig: Rig, x: number, y: number, side: number): Anchor {
  const { jaw, chin, cheeks } = look.shape;
  const low = smoothstep(60, 150, y);
  const mid = Math.exp(-(((y - 50) / 50) ** 2));
  const chinward = smoothstep(150, 215, y);
  const smiling = Math.max(0, rig.face.smile);
  const wide = 1 + (jaw - 1) * low + (chin - 1) * 0.8 * chinward + (cheeks - 1) * mid * 0.5;
  const puff = smiling * 3 * Math.exp(-(((y - 75) / 40) ** 2));
  return {
    x: side * (x * wide + (x > 1 ? puff : 0)),
    y: y + (chin - 1) * 24 * chinward + jawShift(y, rig.mouth.jaw + rig.face.jaw),
  };
}

export function headOutline(look: Look, rig: Rig): Anchor[] {
  const right = outline.map(([x, y]) => shaped(look, rig, x, y, 1));
  const left = outline.slice(1, -1).map(([x, y]) => shaped(look, rig, x, y, -1)).reverse();
  return [...right, ...left];
}

const skinFabric = {};
const skinBox = { x: -200, y: -240, w: 400, h: 540 };
const skinDepth = 30;

/** `overlay` paints on the finished skin, within the head's outline. */
export function paintHead(scene: Scene, overlay: () => void): void {
  const { pen, look, rig, tones, bakery } = scene;
  const { skin } = look;
  const fabric = bakery.fabric(pen, skinFabric, skinBox, skinDepth, (still) => paintPlanes(still, look, tones));
  pen.on(rim).begin().curve(headOutline(look, rig), true).fill(fabric);
  pen.within(() => {
    pen.on(skull);
    paintSockets(scene);
    paintCheeks(scene);
    paintLowerFace(scene);
    paintBacklight(scene);
    if (skin.freckles > 0) paintFreckles(scene);
    if (skin.stubble > 0) paintStubble(scene);
    overlay();
  });
}

/** The large forms: light from the upper left, a turning edge on the right. */
function paintPlanes(pen: Pen, { skin }: Look, tones: Tones): void {
  pen.on(flat(0));
  pen.ctx.fillStyle = pen.linear(-150, -120, 150, 190, [
    [0, mix(skin.light, skin.base, 0.35)], [0.45, skin.base], [0.8, mix(skin.base, skin.shade, 0.6)], [1, tones.skinEdge],
  ]);
  pen.ctx.fillRect(skinBox.x, skinBox.y, skinBox.w, skinBox.h);
  pen.glow(176, 60, 108, 270, tones.skinEdge, 0.62);
  pen.glow(-178, 90, 62, 230, skin.shade, 0.6);
  pen.glow(-46, -104, 120, 84, skin.light, 0.62);
  pen.glow(-84, 40, 60, 60, skin.light, 0.4);
  pen.glow(0, -214, 190, 96, skin.shade, 0.55);
  pen.glow(150, -60, 56, 110, skin.shade, 0.5);
  pen.glow(-156, -70, 40, 100, skin.shade, 0.45);
}

/** A thin edge of light on the side that the lamp does not reach. */
function paintBacklight({ pen, look, rig, backlight }: Scene): void {
  const right = outline.slice(4, 10).map(([x, y]) => shaped(look, rig, x, y, 1));
  for (const width of [3, 6, 10]) pen.on(rim).begin().curve(right).stroke(look.backdrop.accent, width, 0.16 * backlight);
  pen.on(skull);
}

function paintSockets({ pen, look, rig }: Scene): void {
  const { skin } = look;
  const knit = Math.max(0, rig.face.knit);
  for (const side of [-1, 1]) {
    pen.glow(side * 62, -19, 60, 27, skin.shade, side > 0 ? 0.56 : 0.44);
    pen.glow(side * 27, -14, 19, 32, skin.shade, side > 0 ? 0.62 : 0.42);
    pen.glow(side * 76, -46, 42, 13, skin.light, side > 0 ? 0.2 : 0.42, side * 0.2);
    pen.glow(side * 64, 29, 40, 12, skin.shade, 0.3 + look.shape.age * 0.2, side * 0.12);
    pen.glow(side * 70, 46, 46, 18, skin.light, side > 0 ? 0.14 : 0.24, side * 0.15);
    pen.glow(side * 11, -44, 5, 17, skin.deep, knit * 0.4, side * 0.15);
  }
}

function paintCheeks({ pen, look, rig }: Scene): void {
  const { skin } = look;
  const smile = Math.max(0, rig.face.smile);
  const lift = smile * 9;
  for (const side of [-1, 1]) {
    const warmth = 0.3 + 0.22 * rig.face.flush + 0.1 * smile;
    pen.glow(side * 90, 66 - lift, 56, 40, skin.blush, side > 0 ? warmth * 0.9 : warmth, side * -0.35);
    pen.glow(side * 98, 48 - lift, 36, 22, skin.light, side > 0 ? 0.2 : 0.42, side * -0.5);
    pen.glow(side * 92, 92 - lift * 0.5, 34, 14, skin.shade, smile * 0.3, side * -0.3);
    pen.glow(side * 104, 128, 34, 58, skin.shade, 0.3, side * 0.35);
    fold(pen, side, skin.deep, 0.02 + look.shape.age * 0.1 + smile * 0.12, smile);
  }
}

/** From the nose's wing past the mouth's corner. */
function fold(pen: Scene['pen'], side: number, colour: string, opacity: number, smile: number): void {
  const out = smile * 7;
  const line = [
    { x: side * 30, y: 80 }, { x: side * (42 + out * 0.6), y: 92 }, { x: side * (54 + out), y: 108 - smile * 3 },
    { x: side * (61 + out), y: 128 - smile * 2 },
  ];
  for (const width of [4, 8, 12]) {
    pen.begin().ribbon(line, (t) => width * Math.sin(Math.PI * t)).fill(colour, opacity * 0.5);
  }
}

function paintLowerFace({ pen, look, rig, tones }: Scene): void {
  const { skin } = look;
  const down = jawShift(220, rig.mouth.jaw + rig.face.jaw);
  pen.glow(0, 110, 8, 13, skin.shade, 0.34);
  pen.glow(-9, 109, 6, 12, skin.light, 0.22);
  pen.glow(3, 167 + down, 36, 11, skin.shade, 0.85);
  pen.glow(-8, 193 + down, 30, 17, skin.light, 0.36);
  pen.glow(14, 226 + down, 104, 24, tones.skinEdge, 0.6);
  pen.glow(112, 172 + down, 40, 58, tones.skinEdge, 0.4, 0.6);
  pen.glow(-100, 180 + down, 40, 50, skin.shade, 0.45, -0.6);
}

/** Places of freckles: the same on every face, as a fixed pattern is cheaper than a random one. */
const freckles = Array.from({ length: 46 }, (_, i) => {
  const golden = i * 2.39996;
  const r = Math.sqrt((i + 0.5) / 46);
  const side = i % 2 ? 1 : -1;
  return { x: side * (52 + 50 * r * Math.cos(golden)), y: 54 + 24 * r * Math.sin(golden), r: 0.5 + ((i * 7) % 5) * 0.22 };
});

function paintFreckles({ pen, look }: Scene): void {
  const { ctx } = pen.begin();
  for (const f of freckles) {
    const at = pen.place(f.x, f.y);
    ctx.moveTo(at.x + f.r, at.y);
    ctx.ellipse(at.x, at.y, f.r, f.r * 0.85, 0, 0, 7);
  }
  pen.fill(mix(look.skin.shade, look.skin.deep, 0.35), look.skin.freckles * 0.6);
}

function paintStubble({ pen, look, rig }: Scene): void {
  const tone = mix(look.hair.base, look.skin.shade, 0.35);
  const down = jawShift(220, rig.mouth.jaw + rig.face.jaw);
  const strength = look.skin.stubble;
  for (const side of [-1, 1]) {
    pen.glow(side * 112, 142 + down * 0.6, 46, 70, tone, 0.36 * strength, side * 0.45);
    pen.glow(side * 62, 196 + down, 66, 42, tone, 0.3 * strength);
    pen.glow(side * 24, 112, 30, 10, tone, 0.3 * strength, side * 0.12);
  }
  pen.glow(0, 192 + down, 50, 34, tone, 0.34 * strength);
}
