import { clamp, smoothstep } from '../ease';
import { mix } from './color';
import { jawOpening, lipsOf, mouthY } from './lips';
import type { Lips } from './lips';
import { skull } from './pose';
import type { Depth } from './pose';
import type { Scene } from './scene';

const onLips: Depth = (x, y) => skull(x, y) + 10 * Math.exp(-((x / 36) ** 2));
const behindLips: Depth = (x, y) => skull(x, y) - 8;

export function paintMouth(scene: Scene): void {
  const lips = lipsOf(scene.look, scene.rig);
  paintLips(scene, lips);
  if (lips.gap > 0.8) paintInside(scene, lips);
  paintSealLine(scene, lips);
  paintCorners(scene, lips);
}

function paintLips(scene: Scene, lips: Lips): void {
  const { pen, tones, look } = scene;
  const top = lips.outer[4]?.y ?? mouthY;
  const low = lips.lowerEdge[4]?.y ?? mouthY;
  const high = lips.upperEdge[4]?.y ?? mouthY;
  pen.on(onLips).begin().curve(lips.lower, true);
  pen.fill(pen.linear(-4, low - 2, 4, low + lips.lowerThickness, [
    [0, mix(tones.lipLower, tones.lipDark, 0.25)], [0.4, tones.lipLower], [1, mix(tones.lipLower, look.skin.shade, 0.35)],
  ]));
  pen.begin().curve(lips.upper, true);
  pen.fill(pen.linear(-4, top - 1, 4, high + 2, [
    [0, mix(tones.lipUpper, look.skin.base, 0.3)], [0.35, tones.lipUpper], [1, mix(tones.lipUpper, tones.lipDark, 0.35)],
  ]));
  pen.begin().curve(lips.outer, true);
  pen.within(() => shadeLips(scene, lips));
}

function shadeLips({ pen, tones, look }: Scene, lips: Lips): void {
  const low = lips.lowerEdge[4]?.y ?? mouthY;
  const high = lips.upperEdge[4]?.y ?? mouthY;
  const w = lips.width;
  pen.glow(0, high - 1, w * 0.9, 6, tones.lipDark, 0.4);
  pen.glow(w * 0.75, (low + high) / 2 + 4, w * 0.42, 20, tones.lipDark, 0.32);
  pen.glow(-w * 0.8, (low + high) / 2 + 3, w * 0.3, 15, tones.lipDark, 0.24);
  const t = lips.lowerThickness;
  pen.glow(-3, low + t * 0.5, w * 0.56, t * 0.5, tones.lipLight, 0.5);
  pen.glow(-w * 0.2, low + t * 0.42, w * 0.22, t * 0.24, '#ffffff', 0.4);
  pen.glow(w * 0.14, low + t * 0.46, w * 0.13, t * 0.18, '#ffffff', 0.2);
  pen.glow(-w * 0.2, high - 9 * look.shape.lips, w * 0.2, 2.6, tones.lipLight, 0.5, -0.2);
}

/** Everything behind the lips, back to front. */
function paintInside(scene: Scene, lips: Lips): void {
  const { pen, tones } = scene;
  pen.on(onLips).begin().curve(lips.inner, true);
  pen.fill(tones.mouthDeep);
  pen.within(() => {
    if (lips.gap < 2.6) return;
    pen.on(behindLips);
    pen.glow(0, mouthY + lips.gap * 0.75, lips.width * 0.95, lips.gap * 0.6 + 5, tones.mouthBack, 1);
    paintTongue(scene, lips);
    paintLowerTeeth(scene, lips);
    paintUpperTeeth(scene, lips);
    paintTongueTip(scene, lips);
    shadeInside(scene, lips);
  });
}

const jawOf = ({ rig }: Scene): number => clamp(rig.mouth.jaw + rig.face.jaw * (1 - rig.mouth.seal));

/** The row of upper teeth belongs to the skull: it does not move. */
function paintUpperTeeth(scene: Scene, lips: Lips): void {
  const { pen, tones } = scene;
  const w = Math.min(lips.width * 0.86, 40);
  const edge = mouthY + 5;
  pen.begin().curve([
    { x: -w, y: edge - 17, sharp: 1 }, { x: w, y: edge - 17, sharp: 1 }, { x: w, y: edge - 4 }, { x: w * 0.66, y: edge - 0.8 },
    { x: w * 0.27, y: edge + 0.6 }, { x: 0, y: edge }, { x: -w * 0.27, y: edge + 0.6 }, { x: -w * 0.66, y: edge - 0.8 },
    { x: -w, y: edge - 4 },
  ], true).fill(pen.linear(0, edge - 15, 0, edge + 1, [
    [0, tones.toothShade], [0.4, tones.tooth], [1, mix(tones.tooth, tones.toothShade, 0.2)],
  ]));
  separators(scene, edge - 14, edge, [0, 9.5, 17.5, 25, 32]);
}

function paintLowerTeeth(scene: Scene, lips: Lips): void {
  const { pen, tones } = scene;
  const w = Math.min(lips.width * 0.7, 31);
  const edge = mouthY + 6.4 + jawOf(scene) * jawOpening * 0.74;
  pen.begin().curve([
    { x: -w, y: edge + 2.4 }, { x: -w * 0.5, y: edge }, { x: 0, y: edge - 0.6 }, { x: w * 0.5, y: edge }, { x: w, y: edge + 2.4 },
    { x: w * 0.9, y: edge + 18, sharp: 1 }, { x: -w * 0.9, y: edge + 18, sharp: 1 },
  ], true).fill(pen.linear(0, edge, 0, edge + 16, [
    [0, mix(tones.tooth, tones.toothShade, 0.3)], [1, mix(tones.toothShade, tones.gum, 0.3)],
  ]));
  separators(scene, edge + 0.5, edge + 14, [3.5, 10.5, 17.5, 24]);
}

function separators({ pen, tones }: Scene, from: number, to: number, places: readonly number[]): void {
  pen.begin();
  for (const x of places) {
    for (const side of x ? [-1, 1] : [1]) {
      pen.curve([{ x: side * x, y: from }, { x: side * x * 0.985, y: to }]);
    }
  }
  pen.stroke(mix(tones.toothShade, tones.mouthBack, 0.25), 0.6, 0.42);
}

function paintTongue(scene: Scene, lips: Lips): void {
  const { pen, tones, rig } = scene;
  const jaw = jawOf(scene);
  const top = mouthY + 11 + jaw * jawOpening * 0.36 - rig.mouth.tongue * (6 + jaw * 20);
  const w = lips.width * 0.66;
  pen.begin().curve([
    { x: -w, y: top + 16 }, { x: -w * 0.62, y: top + 3 }, { x: -w * 0.2, y: top }, { x: 0, y: top + 1.6 }, { x: w * 0.2, y: top },
    { x: w * 0.62, y: top + 3 }, { x: w, y: top + 16 }, { x: w * 0.6, y: top + 46 }, { x: -w * 0.6, y: top + 46 },
  ], true).fill(pen.linear(0, top, 0, top + 28, [[0, tones.tongue], [1, tones.tongueDark]]));
  pen.glow(-w * 0.2, top + 5, w * 0.4, 5, '#ffd9d2', 0.3);
}

/** Between the teeth for th, behind the upper ones for t d n l. */
function paintTongueTip(scene: Scene, lips: Lips): void {
  const { pen, tones, rig } = scene;
  const out = smoothstep(0.55, 1, rig.mouth.tongue);
  if (out <= 0) return;
  const jaw = jawOf(scene);
  const w = Math.min(25, lips.width * 0.5) * (0.6 + 0.4 * out);
  const y = mouthY + 6 + jaw * 9;
  const h = 3.5 + 4 * out;
  pen.begin().curve([
    { x: -w, y: y + h + 4 }, { x: -w * 0.7, y: y - h * 0.25 }, { x: 0, y: y - h * 0.5 }, { x: w * 0.7, y: y - h * 0.25 },
    { x: w, y: y + h + 4 }, { x: 0, y: y + h + 8 },
  ], true).fill(pen.linear(0, y - h, 0, y + h + 6, [
    [0, tones.tongueDark], [0.25, mix(tones.tongue, '#ffb0a8', 0.3)], [1, tones.tongue],
  ]), out);
  pen.glow(-4, y + 2, w * 0.5, 4, '#ffe2da', 0.4 * out);
}

/** The corners and the roof lie in shadow. */
function shadeInside({ pen, tones }: Scene, lips: Lips): void {
  const middle = mouthY + lips.cornerY;
  const w = lips.width;
  for (const side of [-1, 1]) pen.glow(side * w * 0.92, middle, w * 0.42, 16 + lips.gap * 0.4, tones.mouthDeep, 0.85);
  pen.on(onLips).begin().ribbon(lips.upperEdge, () => 9).fill(tones.mouthDeep, 0.2);
  pen.begin().ribbon(lips.upperEdge, () => 4.5).fill(tones.mouthDeep, 0.26);
}

function paintSealLine({ pen, tones, rig }: Scene, lips: Lips): void {
  pen.on(onLips);
  const shut = 1 - smoothstep(1, 9, lips.gap);
  const pressed = Math.max(rig.mouth.seal, rig.face.press);
  pen.begin().ribbon(lips.upperEdge, (t) => 0.9 + (1.7 + pressed * 0.5) * Math.sin(Math.PI * t) ** 0.6);
  pen.fill(tones.lipDark, 0.35 + 0.6 * shut);
}

function paintCorners({ pen, look, rig }: Scene, lips: Lips): void {
  const y = mouthY + lips.cornerY;
  const dimple = Math.max(0, rig.face.smile);
  for (const side of [-1, 1]) {
    const x = side * lips.width;
    pen.glow(x + side, y + 1, 8, 6, look.skin.deep, 0.42 + dimple * 0.2);
    pen.glow(x + side * 6, y + 2, 6, 11, look.skin.shade, 0.3 + dimple * 0.4, side * -0.3);
  }
}
