import type { Channels } from './mouth';

/** What a mood does to the face. All are added up; 0 is at ease. */
export interface Expression {
  smile: number; // -1 corners down .. 1 corners up
  stretch: number; // 0..1 corners pulled apart
  press: number; // 0..1 lips pressed together
  sneer: number; // 0..1 upper lip and nose wings raised
  jaw: number; // 0..1 added to the jaw
  browInner: number; // -1..1, up is positive
  browOuter: number; // -1..1
  browSkew: number; // -1..1: one brow higher than the other
  knit: number; // 0..1 brows drawn together
  lid: number; // added to the opening of the eyes
  squint: number; // 0..1 lower lids raised
  lidTilt: number; // 1 sorrowful (outer corners heavy) .. -1 stern
  flush: number; // 0..1 colour in the cheeks
  pitch: number; // degrees, up is positive
  roll: number; // degrees
}

export const expressionKeys = [
  'smile', 'stretch', 'press', 'sneer', 'jaw', 'browInner', 'browOuter', 'browSkew', 'knit', 'lid',
  'squint', 'lidTilt', 'flush', 'pitch', 'roll',
] as const satisfies readonly (keyof Expression)[];

export function restExpression(): Expression {
  return {
    smile: 0, stretch: 0, press: 0, sneer: 0, jaw: 0, browInner: 0, browOuter: 0, browSkew: 0, knit: 0,
    lid: 0, squint: 0, lidTilt: 0, flush: 0, pitch: 0, roll: 0,
  };
}

/** Adds `weight` times what `part` names to `sum`. */
export function addExpression(sum: Expression, part: Partial<Expression>, weight: number): void {
  for (const key of expressionKeys) sum[key] += (part[key] ?? 0) * weight;
}

/** Everything the painter needs to know of one moment. Angles in degrees; right and up are positive. */
export interface Rig {
  yaw: number;
  pitch: number;
  roll: number;
  lean: number; // growth of the figure, 0.01 = 1 % nearer
  breath: number; // 0 empty .. 1 full
  gazeX: number; // of the eyes in the head
  gazeY: number;
  lidLeft: number; // 0 shut .. 1 open .. 1.3 wide; left and right as the viewer sees them
  lidRight: number;
  sway: number; // -1..1: how far the hair lags behind the head
  face: Expression;
  mouth: Channels;
}

export function restChannels(): Channels {
  return { jaw: 0.03, width: 0, round: 0, seal: 0, lipteeth: 0, tongue: 0 };
}

export function restRig(): Rig {
  return {
    yaw: 0, pitch: 0, roll: 0, lean: 0, breath: 0, gazeX: 0, gazeY: 0, lidLeft: 1, lidRight: 1, sway: 0,
    face: restExpression(),
    mouth: restChannels(),
  };
}
