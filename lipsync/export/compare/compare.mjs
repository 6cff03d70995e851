// Speaks sentences with flite, which knows when it says what, and prints how well each program finds
// its lips, as a table for docs/lipsync.md:
//
//   make build && cd lipsync/export/compare && npm ci && node compare.mjs [SENTENCES] [VOICE…]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headAudio } from './headaudio.mjs';
import { rhubarb } from './rhubarb.mjs';

const here = new URL('.', import.meta.url).pathname;
const visavis = process.env.VISAVIS ?? join(here, '../../../bin/visavis');
const [count = 40, ...voices] = process.argv.slice(2);
const sentences = readFileSync(join(here, '../../score/sentences.txt'), 'utf8').trim().split('\n').slice(0, Number(count));

/** What can be told apart in all the sets of shapes: lips shut, on the teeth, nearly shut, open, round. */
const ofViseme = {
  sil: 'shut', PP: 'shut', FF: 'teeth', TH: 'narrow', DD: 'narrow', kk: 'narrow', SS: 'narrow', nn: 'narrow', I: 'narrow',
  CH: 'narrow', aa: 'open', E: 'open', RR: 'round', O: 'round', U: 'round',
};
const ofCue = { A: 'shut', X: 'shut', G: 'teeth', B: 'narrow', C: 'open', D: 'open', H: 'open', E: 'round', F: 'round' };

const run = (...args) => execFileSync(visavis, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const cuesOf = (json) => JSON.parse(json).mouthCues.map((c) => ({ ...c, class: ofCue[c.value] }));
const visemesOf = (timeline) => timeline.visemes.map((v) => ({
  start: v.start / timeline.sample_rate, end: v.end / timeline.sample_rate, value: v.viseme, class: ofViseme[v.viseme],
}));

const programs = {
  'visavis, rhubarb cues, with text': async ({ wav, text }) => cuesOf(run('lipsync', wav, '--text', text, '-f', 'rhubarb')),
  'visavis, rhubarb cues, without': async ({ wav }) => cuesOf(run('lipsync', wav, '-f', 'rhubarb')),
  'Rhubarb 1 (wasm), with text': async ({ pcm, text }) => classed(await rhubarb(pcm, text), ofCue),
  'Rhubarb 1 (wasm), without': async ({ pcm }) => classed(await rhubarb(pcm, ''), ofCue),
  'visavis, visemes, with text': async ({ wav, text }) => visemesOf(JSON.parse(run('lipsync', wav, '--text', text))),
  'visavis, visemes, without': async ({ wav }) => visemesOf(JSON.parse(run('lipsync', wav))),
  'HeadAudio 0.1 (audio only)': async ({ pcm, rate }) => classed(await headAudio(pcm, rate), ofViseme),
};
const classed = (entries, classes) => entries.map((e) => ({ ...e, class: classes[e.value] }));

/** What is shown at a time; of several the one that was told last. */
const at = (entries, t) => entries.findLast((e) => e.start <= t && t < e.end)?.class ?? 'shut';

function measure(score, truth, found, length) {
  for (let t = 0.005; t < length; t += 0.01) {
    score.frames++;
    if (at(truth, t) === at(found, t)) score.right++;
  }
  for (const p of truth.filter((e) => e.value === 'PP')) {
    score.closures++;
    if (found.some((e) => (e.value === 'A' || e.value === 'PP') && e.start < p.end + 0.04 && e.end > p.start - 0.04)) score.met++;
  }
  for (const c of found.filter((e) => e.value === 'A' || e.value === 'PP')) {
    score.claims++;
    if (truth.some((p) => p.value === 'PP' && p.start < c.end + 0.04 && p.end > c.start - 0.04)) score.true++;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
const scores = Object.fromEntries(Object.keys(programs).map((name) =>
  [name, { frames: 0, right: 0, closures: 0, met: 0, claims: 0, true: 0, ms: 0, seconds: 0 }]));
for (const voice of voices.length ? voices : ['slt', 'rms']) {
  for (const text of sentences) {
    const wav = join(folder, 'speech.wav');
    const truth = JSON.parse(run('speak', text, '-voice', voice, '-o', wav, '-timeline', '-'));
    const pcm = readFileSync(wav).subarray(44);
    const length = truth.samples / truth.sample_rate;
    for (const [name, program] of Object.entries(programs)) {
      const began = performance.now();
      const found = await program({ wav, pcm, text, rate: truth.sample_rate });
      scores[name].ms += performance.now() - began;
      scores[name].seconds += length;
      measure(scores[name], visemesOf(truth), found, length);
    }
  }
}
rmSync(folder, { recursive: true });

const percent = (a, b) => (b ? `${((100 * a) / b).toFixed(1)} %` : '-');
console.log('| | right of 5 classes, per 10 ms | p b m closures met | of the closures shown, true | × real time |\n|---|---|---|---|---|');
for (const [name, s] of Object.entries(scores)) {
  console.log(`| ${name} | ${percent(s.right, s.frames)} | ${percent(s.met, s.closures)} | ${percent(s.true, s.claims)} | ${((1000 * s.seconds) / s.ms).toFixed(1)} |`);
}
