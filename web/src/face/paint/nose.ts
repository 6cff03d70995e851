import { mix } from './color';
import { skull } from './pose';
import type { Depth } from './pose';
import type { Scene } from './scene';

/** The nose stands out from the face, most at its tip. */
const ridge: Depth = (x, y) => {
  const along = Math.min(1, Math.max(0, (y + 30) / 95));
  const past = Math.max(0, (y - 68) / 28);
  const height = 30 * along * along * Math.max(0, 1 - past * past);
  return skull(x, y) + 6 + height * Math.exp(-((x / 20) ** 2));
};

export function paintNose(scene: Scene): void {
  const { pen } = scene;
  pen.on(ridge);
  paintBridge(scene);
  paintBase(scene);
  paintNostrils(scene);
  paintWings(scene);
  paintTip(scene);
}

function paintBridge({ pen, look, rig }: Scene): void {
  const { skin } = look;
  const w = look.shape.nose;
  pen.glow(14 * w, 26, 15, 60, skin.shade, 0.55, -0.07);
  pen.glow(21 * w, 62, 15, 22, skin.shade, 0.45);
  pen.glow(-16 * w, 34, 10, 44, skin.shade, 0.16, 0.1);
  pen.glow(-3, 22, 10, 46, skin.light, 0.36);
  const wrinkle = rig.face.sneer * 0.35;
  pen.glow(-8, -12, 4, 10, skin.deep, wrinkle, 0.7);
  pen.glow(8, -12, 4, 10, skin.deep, wrinkle, -0.7);
}

/** The underside and the shadow that it casts. */
function paintBase({ pen, look, rig }: Scene): void {
  const { skin } = look;
  const w = look.shape.nose;
  const lift = rig.face.sneer * 4;
  pen.glow(5, 92, 30 * w, 9, skin.deep, 0.3);
  pen.begin().curve([
    { x: -22 * w, y: 79 - lift }, { x: -12 * w, y: 79 }, { x: 0, y: 84 }, { x: 12 * w, y: 79 }, { x: 22 * w, y: 79 - lift },
    { x: 13 * w, y: 88 - lift * 0.5 }, { x: 0, y: 91 }, { x: -13 * w, y: 88 - lift * 0.5 },
  ], true).fill(mix(skin.shade, skin.deep, 0.3), 0.42);
}

function paintNostrils({ pen, look, rig }: Scene): void {
  const w = look.shape.nose;
  const lift = rig.face.sneer * 4;
  pen.begin();
  for (const side of [-1, 1]) {
    pen.curve([
      { x: side * 5.5 * w, y: 85.4 }, { x: side * 9 * w, y: 82 }, { x: side * 14.5 * w, y: 82 - lift * 0.6 },
      { x: side * 17 * w, y: 85.4 - lift }, { x: side * 12 * w, y: 86.6 - lift * 0.5 },
    ], true);
  }
  pen.fill(mix(look.skin.deep, '#1a0806', 0.35), 0.78);
}

function paintWings({ pen, look, rig }: Scene): void {
  const w = look.shape.nose;
  const lift = rig.face.sneer * 4;
  for (const side of [-1, 1]) {
    const spine = [
      { x: side * 22 * w, y: 70 - lift }, { x: side * 25.2 * w, y: 75 - lift }, { x: side * 25 * w, y: 82 - lift },
      { x: side * 19.5 * w, y: 87 - lift },
    ];
    pen.begin().ribbon(spine, (t) => 0.4 + 2 * Math.sin(Math.PI * Math.min(1, t * 1.15)));
    pen.fill(look.skin.deep, side > 0 ? 0.42 : 0.28);
    pen.glow(side * 17 * w, 74 - lift, 7, 7, look.skin.light, side > 0 ? 0.12 : 0.34);
  }
}

function paintTip({ pen, look }: Scene): void {
  const { skin } = look;
  pen.glow(0, 74, 24, 17, skin.blush, 0.2);
  pen.glow(-4, 66, 11, 9, skin.light, 0.75);
  pen.glow(-5, 63, 4.2, 3.2, '#ffffff', 0.42);
}
