import type { Rig } from '../rig';
import { paintBlouse, paintCollarBack, paintShirt, paintSweater } from './clothes';
import { mix } from './color';
import { jawShift } from './head';
import type { Anchor, Pen } from './pen';
import { Pose, rim } from './pose';
import type { Depth } from './pose';
import type { Scene } from './scene';

/** The trunk turns a quarter as far as the head and rises with the breath. */
const trunk = new Pose();

function poseTrunk(rig: Rig): Pose {
  trunk.turn(rig.yaw * 0.18, rig.pitch * 0.06, rig.roll * 0.12);
  trunk.shift(rig.yaw * 0.25, -rig.breath * 6);
  return trunk;
}

const bothSides = (right: readonly (readonly [number, number])[]): Anchor[] => [
  ...right.map(([x, y]) => ({ x, y })),
  ...right.map(([x, y]) => ({ x: -x, y })).reverse(),
];

const skinLayer = {};
const clothLayer = {};
const skinBox = { x: -140, y: 84, w: 280, h: 400 };
const clothBox = { x: -370, y: 240, w: 740, h: 600 }; // down to where the tallest canvas ends
const inBody: Depth = (_x, y) => -14 + Math.max(0, y - 180) * 0.16;

export function paintBody(scene: Scene): void {
  const { pen, bakery } = scene;
  const head = pen.pose;
  pen.pose = poseTrunk(scene.rig);
  bakery.draw(pen, skinLayer, skinBox, 0, (still) => paintSkin({ ...scene, pen: still }));
  neckPath(scene).within(() => {
    pen.pose = head;
    castByHead(scene);
    pen.pose = trunk;
  });
  bakery.draw(pen, clothLayer, clothBox, 0, (still) => paintClothes({ ...scene, pen: still }));
  pen.pose = head;
}

function paintClothes(scene: Scene): void {
  const styles = { sweater: paintSweater, shirt: paintShirt, blouse: paintBlouse };
  styles[scene.look.clothes.style](scene);
}

/** Neck and what an open collar shows of the chest. */
function neckPath({ pen, look }: Scene): Pen {
  const w = look.shape.neck;
  return pen.on(inBody).begin().curve(bothSides([
    [66 * w, 90], [65 * w, 150], [63 * w, 200], [67 * w, 240], [80 * w, 272], [98 * w, 296], [112, 340], [110, 480],
  ]), true);
}

function paintSkin(scene: Scene): void {
  const { pen, look, tones } = scene;
  const { skin } = look;
  if (look.clothes.style === 'sweater') paintCollarBack(scene);
  neckPath(scene).fill(pen.linear(-90, 200, 110, 290, [
    [0, mix(skin.base, skin.light, 0.2)], [0.35, mix(skin.base, tones.neck, 0.6)], [0.7, mix(tones.neck, skin.shade, 0.5)],
    [1, tones.skinEdge],
  ])).within(() => {
    shadeNeck(scene);
    shadeChest(scene);
  });
}

function shadeNeck({ pen, look, tones }: Scene): void {
  const { skin } = look;
  const w = look.shape.neck;
  pen.glow(70 * w, 220, 50, 130, tones.skinEdge, 0.75);
  pen.glow(-74 * w, 210, 20, 110, skin.shade, 0.55);
  pen.glow(-30 * w, 250, 22, 46, skin.light, 0.35, 0.2);
  for (const side of [-1, 1]) {
    pen.feather([
      { x: side * 54 * w, y: 214 }, { x: side * 42 * w, y: 256 }, { x: side * 24 * w, y: 290 }, { x: side * 14, y: 308 },
    ], 8, skin.deep, side > 0 ? 0.13 : 0.07);
  }
  pen.glow(0, 312, 15, 10, skin.deep, 0.35);
}

/** Collar bones. */
function shadeChest({ pen, look }: Scene): void {
  const { skin } = look;
  for (const side of [-1, 1]) {
    const bone = [{ x: side * 15, y: 320 }, { x: side * 46, y: 319 }, { x: side * 88, y: 311 }, { x: side * 130, y: 306 }];
    pen.feather(bone.map((p) => ({ x: p.x, y: p.y + 5 })), 8, skin.deep, 0.13);
    pen.glow(side * 56, 312, 48, 8, skin.light, side < 0 ? 0.35 : 0.14);
  }
}

/** The head keeps the light off the neck. */
function castByHead({ pen, look, rig, tones }: Scene): void {
  const colour = mix(look.skin.deep, tones.skinEdge, 0.35);
  const down = jawShift(220, rig.mouth.jaw + rig.face.jaw);
  pen.on(rim).glow(6, 190 + down, 128, 92, colour, 0.85);
  pen.glow(14, 214 + down, 92, 50, colour, 0.5);
}
