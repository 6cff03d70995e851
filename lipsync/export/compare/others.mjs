// Has other programs that lip-sync from audio find the lips of recordings, and prints what they show:
//
//   npm ci && node others.mjs FOLDER
//
// FOLDER/recordings.json lists {wav, text, rate}; printed is a list, for each recording an object of
// {shown: [{start, end, value}], ms} by program, in seconds. lipsync/score calls it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headAudio } from './headaudio.mjs';
import { rhubarb } from './rhubarb.mjs';

const programs = {
  'Rhubarb 1 (wasm), with text': ({ pcm, text }) => rhubarb(pcm, text),
  'Rhubarb 1 (wasm), without': ({ pcm }) => rhubarb(pcm, ''),
  'HeadAudio 0.1 (audio only)': ({ pcm, rate }) => headAudio(pcm, rate),
};
const header = 44; // bytes of the WAV files that we write

async function shownBy(program, recording) {
  const began = performance.now();
  const shown = await program(recording);
  return { shown: shown.map(({ start, end, value }) => ({ start, end, value })), ms: performance.now() - began };
}

const [folder] = process.argv.slice(2);
const all = [];
for (const { wav, text, rate } of JSON.parse(readFileSync(join(folder, 'recordings.json'), 'utf8'))) {
  const recording = { pcm: readFileSync(join(folder, wav)).subarray(header), text, rate };
  const found = {};
  for (const [name, program] of Object.entries(programs)) found[name] = await shownBy(program, recording);
  all.push(found);
}
console.log(JSON.stringify(all));
