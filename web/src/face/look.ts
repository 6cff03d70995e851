/**
 * A Look is all that makes one face different from another. It is plain data: JSON.stringify and
 * JSON.parse carry it anywhere. Colours are #rrggbb.
 */
export interface Look {
  name: string;
  skin: Skin;
  hair: Hair;
  eyes: Eyes;
  brows: Brows;
  shape: Proportions;
  clothes: Clothes;
  backdrop: Backdrop;
  /** 0..1: how much of a smile the face wears when nothing moves it. */
  warmth: number;
}

export interface Skin {
  base: string;
  light: string; // where the key light falls
  shade: string; // turned away from it
  deep: string; // creases, nostrils, cast shadows
  blush: string;
  lips: string;
  freckles: number; // 0..1
  stubble: number; // 0..1
}

export interface Hair {
  style: 'bob' | 'crop' | 'curls';
  base: string;
  light: string;
  dark: string;
}

export interface Eyes {
  iris: string; // near the pupil
  rim: string; // near the limbal ring
  size: number; // 1 is usual
  tilt: number; // -1..1, outer corners up
  lashes: number; // 0..1
  liner: string;
  glasses: string; // colour of the frame, or "" for none
}

export interface Brows {
  colour: string;
  weight: number; // thickness, 1 is usual
  arch: number; // 0 straight .. 1 arched
}

/** Proportions; 1 is usual. */
export interface Proportions {
  jaw: number;
  chin: number;
  cheeks: number;
  nose: number;
  lips: number;
  mouth: number;
  neck: number;
  shoulders: number;
  age: number; // 0 smooth .. 1 lined
}

export interface Clothes {
  style: 'sweater' | 'shirt' | 'blouse';
  base: string;
  light: string;
  dark: string;
  under: string; // what shows at the neck
  earrings: string; // colour, or "" for none
}

/** Centre and edge of the backdrop in the light and the dark theme. */
export interface Backdrop {
  light: readonly [string, string];
  dark: readonly [string, string];
  accent: string; // of the light from behind
}
