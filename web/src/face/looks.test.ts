import { expect, it } from 'vitest';
import { lookForVoice, looks } from './looks';

it('gives every voice a face', () => {
  expect(lookForVoice('slt').name).toBe('mira');
  expect(lookForVoice('rms').name).toBe('theo');
  expect(lookForVoice('a voice nobody has heard of')).toBe(looks.mira);
});

it('writes all colours as #rrggbb, which the painters rely on', () => {
  const colours = JSON.stringify(looks).match(/"#[^"]*"/g) ?? [];
  expect(colours.length).toBeGreaterThan(80);
  for (const colour of colours) expect(colour).toMatch(/^"#[0-9a-f]{6}"$/);
});
