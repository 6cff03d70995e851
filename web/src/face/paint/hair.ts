import type { Look } from '../look';
import { bob } from './hair-bob';
import { crop } from './hair-crop';
import { curls } from './hair-curls';
import type { Scene } from './scene';

/** A way to wear hair. */
export interface HairStyle {
  /** Behind neck and ears. */
  back(scene: Scene): void;
  /** What falls on the face, such as its shadow; called while only the head can be painted. */
  shadow(scene: Scene): void;
  front(scene: Scene): void;
  /** Ears that are not covered, as sides. */
  ears: readonly number[];
}

const styles: Readonly<Record<Look['hair']['style'], HairStyle>> = { bob, crop, curls };

export const hairOf = (look: Look): HairStyle => styles[look.hair.style];
