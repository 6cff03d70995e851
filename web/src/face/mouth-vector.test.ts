import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MouthTrack } from './mouth';
import type { Channels, Shape } from './mouth';

// What visavis lipsync exports and what the page draws is the same mouth: Go wrote this file.
const file = new URL('../../../lipsync/export/testdata/mouth.json', import.meta.url);
interface Vector { rate: number; shapes: Shape[]; mouths: (Channels & { sample: number; loudness: number })[] }
const vector = JSON.parse(readFileSync(file, 'utf8')) as Vector;

describe('MouthTrack', () => {
  it('blends as the export does', () => {
    const mouth = new MouthTrack(vector.rate);
    mouth.add(vector.shapes);
    expect(vector.mouths.length).toBeGreaterThan(100);
    for (const { sample, loudness, ...channels } of vector.mouths) {
      const drawn = mouth.at(sample, loudness);
      for (const [channel, value] of Object.entries(channels)) {
        expect(drawn[channel as keyof Channels], `${channel} at ${sample}`).toBeCloseTo(value, 5);
      }
    }
  });
});
