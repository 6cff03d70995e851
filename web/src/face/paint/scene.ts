import type { Look } from '../look';
import type { Rig } from '../rig';
import type { Bakery } from './bakery';
import { mix } from './color';
import type { Pen } from './pen';

/** What every painter is given: one moment of one face. */
export interface Scene {
  pen: Pen;
  rig: Rig;
  look: Look;
  tones: Tones;
  bakery: Bakery;
  /** 0..1: how much of the light from behind is seen; more in the dark theme. */
  backlight: number;
}

/** Colours worked out once per look. */
export interface Tones {
  skinEdge: string; // where the head turns away
  neck: string;
  lid: string;
  crease: string;
  white: string; // of the eye
  whiteShade: string;
  pupil: string;
  lipUpper: string;
  lipLower: string;
  lipDark: string;
  lipLight: string;
  mouthDeep: string;
  mouthBack: string;
  gum: string;
  tongue: string;
  tongueDark: string;
  tooth: string;
  toothShade: string;
  hairShade: string;
  hairGloss: string;
}

export function tonesOf(look: Look): Tones {
  const { skin, hair, eyes } = look;
  return {
    skinEdge: mix(skin.shade, skin.deep, 0.35),
    neck: mix(skin.base, skin.shade, 0.55),
    lid: mix(mix(skin.base, skin.shade, 0.55), skin.blush, 0.12),
    crease: mix(skin.deep, skin.shade, 0.25),
    white: mix('#fbf6f1', skin.base, 0.07),
    whiteShade: mix('#a08a8c', skin.deep, 0.3),
    pupil: mix('#0c0808', eyes.rim, 0.12),
    lipUpper: mix(skin.lips, skin.deep, 0.22),
    lipLower: mix(skin.lips, skin.base, 0.1),
    lipDark: mix(skin.lips, '#2a0b0c', 0.62),
    lipLight: mix(skin.lips, '#ffe9de', 0.55),
    mouthDeep: '#22090c',
    mouthBack: mix('#5c1d20', skin.deep, 0.2),
    gum: '#8f3f42',
    tongue: '#c4666a',
    tongueDark: '#8a3a41',
    tooth: '#f4ede2',
    toothShade: '#b9a399',
    hairShade: mix(hair.base, hair.dark, 0.55),
    hairGloss: mix(hair.light, '#fff3e0', 0.35),
  };
}
