/**
 * What each sound asks of the lips. A channel that a class does not name is left to its
 * neighbours: that is what coarticulation is.
 */

/** `[target, dominance]`: where the channel should go, and how much the sound insists (0..1). */
export type Pull = readonly [target: number, dominance: number];

export interface PhoneClass {
  jaw?: Pull;
  width?: Pull;
  round?: Pull;
  tongue?: Pull;
  /** Lips shut, without exception (p b m). */
  seals?: true;
  /** Lower lip on the upper teeth, without exception (f v). */
  bites?: true;
  /** Opens with the loudness of the voice. */
  vowel?: true;
  /** How long before and after the sound the lips are busy with it, in ms. */
  lead: number;
  trail: number;
}

const still: Pull = [0, 0.3];

const bilabial: PhoneClass = { jaw: [0.05, 0.9], width: [0, 0.2], tongue: still, seals: true, lead: 70, trail: 50 };
const labiodental: PhoneClass = {
  jaw: [0.08, 0.8], width: [0, 0.3], round: [0, 0.3], tongue: still, bites: true, lead: 60, trail: 50,
};
const sibilant: PhoneClass = {
  jaw: [0.04, 0.8], width: [0.25, 0.5], round: [0, 0.3], tongue: still, lead: 50, trail: 50,
};
const hushing: PhoneClass = {
  jaw: [0.1, 0.6], width: [-0.2, 0.5], round: [0.6, 0.8], tongue: still, lead: 120, trail: 90,
};
const tongueOnly: PhoneClass = { jaw: [0.12, 0.35], tongue: [0.5, 0.6], lead: 40, trail: 40 };
const dental: PhoneClass = {
  jaw: [0.15, 0.5], width: [0.05, 0.2], round: [0, 0.2], tongue: [1, 0.9], lead: 50, trail: 50,
};
const rhotic: PhoneClass = {
  jaw: [0.12, 0.4], width: [-0.1, 0.3], round: [0.35, 0.5], tongue: [0.2, 0.3], lead: 90, trail: 70,
};
const whistling: PhoneClass = {
  jaw: [0.15, 0.6], width: [-0.5, 0.8], round: [0.9, 1], tongue: still, vowel: true, lead: 140, trail: 90,
};
const rounded: PhoneClass = {
  jaw: [0.4, 0.8], width: [-0.3, 0.7], round: [0.65, 0.9], tongue: still, vowel: true, lead: 120, trail: 90,
};
const open: PhoneClass = {
  jaw: [0.6, 1], width: [0.05, 0.4], round: [0, 0.3], tongue: still, vowel: true, lead: 100, trail: 100,
};
const middle: PhoneClass = {
  jaw: [0.35, 0.9], width: [0.3, 0.6], round: [0, 0.4], tongue: still, vowel: true, lead: 90, trail: 90,
};
const spread: PhoneClass = {
  jaw: [0.15, 0.8], width: [0.5, 0.8], round: [0, 0.5], tongue: [0.15, 0.3], vowel: true, lead: 90, trail: 90,
};
const schwa: PhoneClass = {
  jaw: [0.2, 0.3], width: [0, 0.1], round: [0, 0.1], tongue: still, vowel: true, lead: 60, trail: 60,
};
/** Takes the mouth of what follows. */
const breathed: PhoneClass = { lead: 40, trail: 40 };

const byPhone: Readonly<Record<string, PhoneClass>> = {
  P: bilabial, B: bilabial, M: bilabial, EM: bilabial,
  F: labiodental, V: labiodental,
  S: sibilant, Z: sibilant,
  SH: hushing, ZH: hushing, CH: hushing, JH: hushing,
  T: tongueOnly, D: tongueOnly, DX: tongueOnly, N: tongueOnly, EN: tongueOnly, L: tongueOnly,
  EL: tongueOnly, K: tongueOnly, G: tongueOnly, NG: tongueOnly,
  TH: dental, DH: dental,
  R: rhotic, ER: rhotic, AXR: rhotic,
  W: whistling, UW: whistling, UH: whistling,
  OW: rounded, AO: rounded, OY: rounded,
  AA: open, AE: open, AH: open, AY: open, AW: open,
  EH: middle, EY: middle,
  IY: spread, IH: spread, IX: spread, Y: spread,
  AX: schwa,
  HH: breathed,
};

/** In the order of the Oculus ids; silence has none. */
const byViseme: readonly (PhoneClass | undefined)[] = [
  undefined, bilabial, labiodental, dental, tongueOnly, tongueOnly, hushing, sibilant, tongueOnly, rhotic,
  open, middle, spread, rounded, whistling,
];

const visemeI = 12;
const visemeU = 14;
const glides: Readonly<Record<string, number>> = {
  AY: visemeI, EY: visemeI, OY: visemeI, AW: visemeU, OW: visemeU,
};

/**
 * The class of a sound: by its phone where that is known, else by its viseme; undefined for
 * silence. The second half of a diphthong carries the phone of the whole and the viseme of the
 * glide, and is the glide.
 */
export function classOf(phone: string, viseme: number): PhoneClass | undefined {
  if (phone === 'SIL' || (phone === '' && viseme === 0)) return undefined;
  if (glides[phone] === viseme) return byViseme[viseme];
  return byPhone[phone] ?? byViseme[viseme];
}
