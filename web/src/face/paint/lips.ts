import { clamp, lerp } from '../ease';
import type { Look } from '../look';
import type { Rig } from '../rig';
import type { Anchor } from './pen';

/** Height of the line between the lips when they are shut. */
export const mouthY = 133;
export const jawOpening = 53; // how far the lower lip goes down with the jaw, at its lowest

/** The mouth's contours in the head's units; pure geometry. */
export interface Lips {
  outer: Anchor[]; // around both lips, from the viewer's left corner over the top
  upper: Anchor[]; // around the upper lip alone
  lower: Anchor[];
  inner: Anchor[]; // around the opening, likewise
  upperEdge: Anchor[]; // of the opening, left to right
  lowerEdge: Anchor[];
  gap: number; // height of the opening in the middle
  width: number; // half of it, corner to corner
  lowerThickness: number;
  cornerY: number;
}

/** What the channels and the mood come to. */
interface Form {
  width: number;
  up: number; // of the upper lip's edge above the line
  down: number; // of the lower lip's edge below it
  upper: number; // thickness
  lower: number;
  corner: number; // y of the corners, down is positive
  skew: number; // 1: a lopsided smile
  soft: number; // 0 corners are corners .. 1 rounded
}

function formOf(look: Look, rig: Rig): Form {
  const { mouth, face } = rig;
  const open = 1 - mouth.seal;
  const jaw = clamp(mouth.jaw + face.jaw * open);
  const wide = Math.max(0, mouth.width);
  const { round } = mouth;
  const gap = open * (jaw * jawOpening * (1 - 0.25 * round) + wide * 7 + round * 3.5 + face.sneer * 3);
  const lift = open * (gap * 0.2 * (1 - 0.7 * round) + wide * 4.5 + Math.max(0, face.smile) * jaw * 8 + face.sneer * 4);
  const bite = mouth.lipteeth;
  const pressed = Math.max(mouth.seal * 0.42, face.press * 0.5 * (1 - jaw));
  const smile = Math.max(0, face.smile);
  return {
    width: 51 * look.shape.mouth * (1 + 0.17 * mouth.width + 0.24 * face.smile + 0.1 * face.stretch)
      * (1 - 0.36 * round) * (1 - 0.08 * jaw),
    up: lift + bite * 5.5,
    down: lerp(Math.max(0, gap - lift * 0.4), 1.2, bite),
    upper: 13 * look.shape.lips * (1 + 0.22 * round) * (1 - 0.5 * pressed) * (1 - 0.2 * smile) * (1 - 0.12 * wide),
    lower: 18 * look.shape.lips * (1 + 0.2 * round) * (1 - 0.45 * pressed) * (1 - 0.15 * smile) * (1 - 0.34 * bite),
    corner: -2.5 - face.smile * (face.smile > 0 ? 14 : 9) + jaw * 9 - round * 1.5 + face.stretch * 3,
    skew: face.browSkew * 0.25,
    soft: round,
  };
}

/** The line of closed lips: the upper lip's middle hangs a little lower. */
const wave = (t: number): number => 1.3 * Math.exp(-((t / 0.2) ** 2)) - 0.9 * Math.exp(-(((t - 0.45) / 0.25) ** 2));

/** Half a contour: how far out (1 is the corner) and how far below the line, from the corner inward. */
type Half = readonly (readonly [out: number, y: number])[];

/** Upper rim of the upper lip: from the corner to the peak beside the dip. */
const upperRim = (f: Form): Half => [
  [0.8, f.corner * 0.58 - f.up * 0.4 - f.upper * 0.42], [0.5, f.corner * 0.14 - f.up * 0.82 - f.upper * 0.8],
  [0.21, -f.up - f.upper * 1.06],
];

/** Lower rim of the lower lip. */
const lowerRim = (f: Form): Half => [
  [0.8, f.corner * 0.58 + f.down * 0.54 + f.lower * 0.6], [0.52, f.corner * 0.1 + f.down * 0.9 + f.lower * 0.94],
  [0.2, f.down + f.lower],
];

/** The opening's upper edge. */
const upperEdge = (f: Form): Half => [
  [0.78, f.corner * 0.56 - f.up * 0.5 + wave(0.78)], [0.5, f.corner * 0.12 - f.up * 0.86 + wave(0.5)], [0.2, -f.up + wave(0.2)],
];

/** The opening's lower edge. */
const lowerEdge = (f: Form): Half => [
  [0.78, f.corner * 0.56 + f.down * 0.56 + wave(0.78)], [0.5, f.corner * 0.12 + f.down * 0.88 + wave(0.5)],
  [0.2, f.down + wave(0.2)],
];

function point(f: Form, side: number, out: number, y: number, sharp = 0): Anchor {
  return { x: side * out * f.width, y: mouthY + y + f.corner * f.skew * side * out, sharp };
}

/** Both halves of a contour with its middle, left to right, without the corners. */
function across(f: Form, half: Half, middle: number): Anchor[] {
  return [
    ...half.map(([out, y]) => point(f, -1, out, y)),
    point(f, 1, 0, middle),
    ...half.map(([out, y]) => point(f, 1, out, y)).reverse(),
  ];
}

export function lipsOf(look: Look, rig: Rig): Lips {
  const f = formOf(look, rig);
  const sharp = 1 - 0.85 * f.soft;
  const corner = (side: number): Anchor => point(f, side, 1, f.corner, 0.75 * sharp);
  const inCorner = (side: number): Anchor => point(f, side, 0.95 - 0.13 * f.soft, f.corner, sharp);
  const top = across(f, upperRim(f), -f.up - f.upper * 0.86);
  const bottom = across(f, lowerRim(f), f.down + f.lower * 1.02).reverse();
  const upper = [inCorner(-1), ...across(f, upperEdge(f), -f.up + wave(0)), inCorner(1)];
  const lower = [inCorner(-1), ...across(f, lowerEdge(f), f.down + wave(0)), inCorner(1)];
  return {
    outer: [corner(-1), ...top, corner(1), ...bottom],
    upper: [corner(-1), ...top, corner(1), ...[...upper].reverse()],
    lower: [corner(-1), ...lower, corner(1), ...bottom],
    inner: [...upper, ...lower.slice(1, -1).reverse()],
    upperEdge: upper,
    lowerEdge: lower,
    gap: f.up + f.down,
    width: f.width,
    lowerThickness: f.lower,
    cornerY: f.corner,
  };
}
