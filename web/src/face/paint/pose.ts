/**
 * Where points of the head land on the picture. The head is drawn as shallow layers: every point
 * has a depth, so that turning moves the nose further than the ears.
 *
 * Units: the head is about 430 high; the origin lies between the eyes, x to the viewer's right,
 * y down, z towards the viewer.
 */
export interface Point { x: number; y: number }

const eyeDistance = 1700; // of the viewer, for perspective
const pivotY = 210; // the neck's joint: what nods and tilts turn about
const radians = Math.PI / 180;

export class Pose {
  private cosYaw = 1;
  private sinYaw = 0;
  private cosPitch = 1;
  private sinPitch = 0;
  private cosRoll = 1;
  private sinRoll = 0;
  private dx = 0;
  private dy = 0;
  rollRadians = 0;

  /** Degrees; right, up and clockwise are positive. */
  turn(yaw: number, pitch: number, roll: number): void {
    this.cosYaw = Math.cos(yaw * radians);
    this.sinYaw = Math.sin(yaw * radians);
    this.cosPitch = Math.cos(pitch * radians);
    this.sinPitch = Math.sin(pitch * radians);
    this.rollRadians = roll * radians;
    this.cosRoll = Math.cos(this.rollRadians);
    this.sinRoll = Math.sin(this.rollRadians);
  }

  shift(dx: number, dy: number): void {
    this.dx = dx;
    this.dy = dy;
  }

  project(x: number, y: number, z: number, out: Point): void {
    const x1 = x * this.cosYaw + z * this.sinYaw;
    const z1 = z * this.cosYaw - x * this.sinYaw;
    const y1 = y * this.cosPitch - z1 * this.sinPitch;
    const z2 = z1 * this.cosPitch + y * this.sinPitch;
    const near = eyeDistance / (eyeDistance - z2);
    const x3 = x1 * near;
    const y3 = y1 * near - pivotY;
    out.x = x3 * this.cosRoll - y3 * this.sinRoll + this.dx;
    out.y = x3 * this.sinRoll + y3 * this.cosRoll + pivotY + this.dy;
  }
}

/** The depth of a layer at a place. */
export type Depth = (x: number, y: number) => number;

export const flat = (z: number): Depth => () => z;

/** The front of the face: an ellipsoid, flatter than a sphere, with a muzzle. */
export function skull(x: number, y: number): number {
  const u = x / 172;
  const v = (y + 5) / 262;
  const round = 124 * Math.sqrt(Math.max(0, 1 - u * u - v * v));
  const muzzle = 14 * Math.exp(-((x / 60) ** 2) - ((y - 125) / 55) ** 2);
  return round + muzzle;
}

/** The edge of the head as seen from the front: the jaw lies nearer than the crown. */
export function rim(_x: number, y: number): number {
  const t = Math.min(1, Math.max(0, (y - 20) / 200));
  return -10 + 62 * t * t;
}
