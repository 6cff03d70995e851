import { paintBody } from './body';
import { paintBrow } from './brow';
import { paintEar, paintEarring } from './ear';
import { paintEye } from './eye';
import { paintGlasses } from './glasses';
import { hairOf } from './hair';
import { paintHead } from './head';
import { paintMouth } from './mouth';
import { paintNose } from './nose';
import type { Scene } from './scene';

/** Paints the whole person, back to front. */
export function paintFigure(scene: Scene): void {
  const { pen, rig, look } = scene;
  const hair = hairOf(look);
  pen.pose.turn(rig.yaw, rig.pitch, rig.roll);
  pen.pose.shift(rig.yaw * 0.7, -rig.breath * 4 - rig.pitch * 0.5);
  hair.back(scene);
  paintBody(scene);
  for (const side of hair.ears) paintEar(scene, side);
  paintHead(scene, () => hair.shadow(scene));
  paintNose(scene);
  for (const side of [-1, 1]) paintEye(scene, side);
  for (const side of [-1, 1]) paintBrow(scene, side);
  paintMouth(scene);
  paintGlasses(scene);
  hair.front(scene);
  for (const side of hair.ears) paintEarring(scene, side);
}
