import { mix } from './color';
import type { HairStyle } from './hair';
import { edgeOf, paintLock } from './lock';
import type { Lock } from './lock';
import type { Anchor } from './pen';
import { flat, skull } from './pose';
import type { Depth } from './pose';
import type { Scene } from './scene';

/** Side-parted, to the collar; tucked behind the ear on the viewer's left. */

const overFace: Depth = (x, y) => Math.max(20, skull(x, y) * 0.55) + 14;
const p = (x: number, y: number): Anchor => ({ x, y });

/** From the parting over the forehead and down the right side. */
const sweep: Lock = {
  a: [p(-46, -158), p(8, -148), p(66, -118), p(108, -70), p(130, -12), p(139, 50), p(139, 118), p(128, 190), p(98, 252)],
  b: [p(-34, -240), p(44, -254), p(118, -224), p(170, -160), p(196, -72), p(204, 22), p(203, 116), p(196, 206), p(136, 272)],
  depth: overFace, strands: 34, gloss: 0.3, lit: 0.8,
};

const fringe: Lock = {
  a: [p(-48, -156), p(-4, -148), p(44, -124), p(84, -88), p(112, -44), p(130, 8), p(152, 70)],
  b: [p(-38, -212), p(20, -206), p(78, -180), p(124, -134), p(150, -78), p(160, -16), p(156, 70)],
  depth: overFace, strands: 20, gloss: 0.36, lit: 1,
};

/** Back over the top of the ear. */
const tucked: Lock = {
  a: [p(-46, -158), p(-76, -146), p(-104, -116), p(-124, -76), p(-138, -34), p(-152, 2), p(-168, 32), p(-180, 78), p(-188, 140)],
  b: [p(-34, -240), p(-96, -232), p(-148, -190), p(-180, -126), p(-192, -64), p(-196, -10), p(-195, 36), p(-194, 84), p(-190, 140)],
  depth: (x, y) => Math.max(4, skull(x, y) * 0.4), strands: 26, gloss: 0.42, lit: 1,
};

const behindLeft: Lock = {
  a: [p(-120, -60), p(-138, 0), p(-140, 70), p(-130, 140), p(-114, 200), p(-86, 250)],
  b: [p(-176, -80), p(-192, -10), p(-204, 70), p(-206, 146), p(-193, 214), p(-134, 272)],
  depth: flat(-34), strands: 20, gloss: 0.5, lit: 0.7,
};

const behindRight: Lock = {
  a: [p(120, -60), p(134, 0), p(134, 70), p(122, 140), p(100, 196), p(66, 240)],
  b: [p(176, -80), p(194, -10), p(200, 70), p(202, 146), p(190, 218), p(118, 276)],
  depth: flat(-34), strands: 16, gloss: 0.5, lit: 0.35,
};

function back(scene: Scene): void {
  const { pen, look, tones } = scene;
  pen.on(flat(-60)).begin().curve([
    p(0, -226), p(92, -200), p(146, -130), p(170, -20), p(186, 90), p(178, 180), p(124, 246), p(50, 262), p(-50, 262),
    p(-124, 246), p(-178, 180), p(-186, 90), p(-168, -20), p(-146, -130), p(-92, -200),
  ], true).fill(pen.linear(-100, -100, 80, 260, [[0, tones.hairShade], [1, look.hair.dark]]));
  paintLock(scene, behindLeft);
  paintLock(scene, behindRight);
}

const shade = {};

function shadow({ pen, look, bakery }: Scene): void {
  const { deep } = look.skin;
  bakery.draw(pen, shade, { x: -190, y: -190, w: 370, h: 470 }, 84, (soft) => {
    soft.feather(sweep.a.map((q) => p(q.x - 3, q.y + 3)), 26, deep, 0.5);
    soft.feather(tucked.a.map((q) => p(q.x + 2, q.y + 3)), 18, deep, 0.42);
  });
}

function front(scene: Scene): void {
  const { pen, look, tones, rig, backlight } = scene;
  paintLock(scene, tucked);
  paintLock(scene, sweep);
  paintLock(scene, fringe);
  pen.on(overFace).begin();
  pen.ribbon([p(-34, -240), p(-42, -200), p(-47, -158)], (t) => 0.6 + 2.2 * t).fill(look.hair.dark, 0.6);
  const rightEdge = edgeOf(sweep.b, rig.sway).slice(2, 8).map((q) => p(q.x - 1.2, q.y));
  pen.begin().ribbon(rightEdge, (t) => 3 * Math.sin(Math.PI * t));
  pen.fill(mix(tones.hairGloss, look.backdrop.accent, 0.5), 0.25 + 0.25 * backlight);
}

export const bob: HairStyle = { back, shadow, front, ears: [-1] };
