import type { Look } from './look';

/** The default, made for the voice slt. */
const mira: Look = {
  name: 'mira',
  skin: {
    base: '#e8b595', light: '#fbdcc2', shade: '#c98567', deep: '#8a4a38', blush: '#e2765f', lips: '#bf5a57',
    freckles: 0.35, stubble: 0,
  },
  hair: { style: 'bob', base: '#53301f', light: '#b07445', dark: '#27130d' },
  eyes: { iris: '#b8955a', rim: '#45674f', size: 1, tilt: 0.3, lashes: 1, liner: '#2b1512', glasses: '' },
  brows: { colour: '#4c2c1e', weight: 0.9, arch: 0.6 },
  shape: { jaw: 1, chin: 1, cheeks: 1, nose: 0.92, lips: 1, mouth: 1, neck: 0.94, shoulders: 0.95, age: 0 },
  clothes: {
    style: 'sweater', base: '#2e6c70', light: '#4f9694', dark: '#17414a', under: '#f1e7da', earrings: '#e0b45c',
  },
  backdrop: { light: ['#f7e9dc', '#d9c3b4'], dark: ['#3a4a57', '#10161d'], accent: '#ffd9a8' },
  warmth: 0.5,
};

/** Made for the voice rms. */
const theo: Look = {
  name: 'theo',
  skin: {
    base: '#d9a27d', light: '#f3cba8', shade: '#b37452', deep: '#74402c', blush: '#cc6a50', lips: '#b06a5c',
    freckles: 0, stubble: 0.8,
  },
  hair: { style: 'crop', base: '#33241c', light: '#7d5a41', dark: '#150d0a' },
  eyes: { iris: '#a9c3cf', rim: '#3f5f78', size: 0.9, tilt: 0.05, lashes: 0.25, liner: '#2a1a14', glasses: '' },
  brows: { colour: '#2c1f18', weight: 1.35, arch: 0.2 },
  shape: { jaw: 1.15, chin: 1.15, cheeks: 0.95, nose: 1.15, lips: 0.8, mouth: 1.06, neck: 1.24, shoulders: 1.14, age: 0.35 },
  clothes: {
    style: 'shirt', base: '#34486b', light: '#5b7399', dark: '#1b2740', under: '#efe9e1', earrings: '',
  },
  backdrop: { light: ['#e9eef0', '#b9c6cc'], dark: ['#38434f', '#0f1318'], accent: '#ffe0b8' },
  warmth: 0.45,
};

const ama: Look = {
  name: 'ama',
  skin: {
    base: '#8f5839', light: '#c08358', shade: '#633722', deep: '#361a11', blush: '#a8492f', lips: '#8c3f3b',
    freckles: 0, stubble: 0,
  },
  hair: { style: 'curls', base: '#261a16', light: '#6d4c3a', dark: '#0f0908' },
  eyes: { iris: '#7d4a26', rim: '#2c160e', size: 1.02, tilt: 0.35, lashes: 0.9, liner: '#150a08', glasses: '' },
  brows: { colour: '#1d120e', weight: 1, arch: 0.55 },
  shape: { jaw: 1.06, chin: 1, cheeks: 1.06, nose: 1.16, lips: 1.3, mouth: 1.06, neck: 0.98, shoulders: 0.98, age: 0 },
  clothes: {
    style: 'blouse', base: '#d99a34', light: '#f4c66b', dark: '#8f5a18', under: '#f4e6cf', earrings: '#e9c36a',
  },
  backdrop: { light: ['#efe4d6', '#c9b59c'], dark: ['#4b3b41', '#150f13'], accent: '#ffcf9a' },
  warmth: 0.5,
};

const edda: Look = {
  name: 'edda',
  skin: {
    base: '#e9bda4', light: '#fbe0cf', shade: '#c78e78', deep: '#8a5244', blush: '#dd7a6c', lips: '#b35d60',
    freckles: 0, stubble: 0,
  },
  hair: { style: 'bob', base: '#a9a3a0', light: '#efe9e2', dark: '#6a6566' },
  eyes: { iris: '#9dbccb', rim: '#476579', size: 0.94, tilt: 0.1, lashes: 0.6, liner: '#3b2a2a', glasses: '#6d3b3a' },
  brows: { colour: '#7d7472', weight: 0.85, arch: 0.45 },
  shape: { jaw: 1.03, chin: 1.02, cheeks: 1.02, nose: 1.02, lips: 0.85, mouth: 1.02, neck: 0.96, shoulders: 0.96, age: 0.8 },
  clothes: {
    style: 'sweater', base: '#6b3f57', light: '#95637c', dark: '#3a1f31', under: '#efe5dc', earrings: '#dfe3e6',
  },
  backdrop: { light: ['#eef0ea', '#c3c9bb'], dark: ['#3d4641', '#111513'], accent: '#ffe2bd' },
  warmth: 0.5,
};

/** The built-in faces by name; the first is the default. */
export const looks: Readonly<Record<'mira' | 'theo' | 'ama' | 'edda', Look>> = { mira, theo, ama, edda };

/** The face that goes with a voice; the default for voices it does not know. */
export function lookForVoice(voice: string): Look {
  if (voice === 'rms' || voice === 'awb') return looks.theo;
  return looks.mira;
}
