import { mix } from './color';
import { flat, skull } from './pose';
import type { Depth } from './pose';
import type { Anchor } from './pen';
import type { Scene } from './scene';

const frameDepth: Depth = (x, y) => skull(x, y) * 0.6 + 62;

/** Outline of one lens around its middle. */
const lens = (side: number): Anchor[] => Array.from({ length: 14 }, (_, i) => {
  const a = (i / 14) * 2 * Math.PI;
  const wide = Math.cos(a);
  return { x: side * (67 + 48 * wide), y: 4 + (40 - 3 * wide) * Math.sin(a) - 3 * wide };
});

export function paintGlasses({ pen, look }: Scene): void {
  const colour = look.eyes.glasses;
  if (!colour) return;
  pen.on(frameDepth);
  for (const side of [-1, 1]) {
    pen.begin().curve(lens(side), true).fill('#ffffff', 0.05);
    pen.within(() => pen.glow(side * 67 - 24, -14, 22, 40, '#ffffff', 0.16, 0.7));
    pen.begin().curve(lens(side).map((p) => ({ x: p.x, y: p.y + 3 })), true).stroke(look.skin.deep, 3.4, 0.22);
    pen.begin().curve(lens(side), true).stroke(mix(colour, '#000000', 0.25), 4.2);
    pen.begin().curve(lens(side).map((p) => ({ x: p.x - 0.8, y: p.y - 1 })), true).stroke(mix(colour, '#ffffff', 0.3), 1.2, 0.6);
  }
  pen.begin().curve([{ x: -21, y: -4 }, { x: 0, y: -11 }, { x: 21, y: -4 }]).stroke(colour, 4);
  pen.begin();
  for (const side of [-1, 1]) pen.on(flat(70)).curve([{ x: side * 114, y: -2 }, { x: side * 126, y: -5 }, { x: side * 143, y: -4 }]);
  pen.stroke(mix(colour, '#000000', 0.2), 4);
}
