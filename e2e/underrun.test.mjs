// A wire that stalls: the player runs dry three times, and the mouth is still on the voice.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { browse } from './browser.mjs';
import { Gate } from './gate.mjs';
import { SpeechServer } from './speech.mjs';
import * as look from './trace.mjs';
import { sleep, words } from './wait.mjs';

const tale = 'Please have a seat by the window, while Peter brings the bread. Yesterday a baker from the next village '
  + 'told me a most peculiar story. Nobody believed a word of it! Shall I tell you about the five brave fishermen? '
  + 'They built a boat from the planks of an old barn, and painted it blue. When the spring came, they put it into the '
  + 'river below the mill. The people of the village stood on the bridge and waved goodbye. My grandmother remembers '
  + 'that morning, because the bells began to ring by themselves. Maybe the wind moved them; maybe it was somebody else. '
  + 'A boy was beating his drum, a baby slept in a basket, and my mother opened a bottle of apple juice.';

const between = 4; // seconds that are heard before the wire is shut
const stalled = 700; // ms that the wire stays shut after the player ran dry
const mostDrift = 15; // ms that the mouth may have moved against the voice
const settled = 0.2; // seconds around a stall in which closing lips are not looked at

let speech;
let server;
let gate;
before(async () => {
  speech = await SpeechServer.start({ speed: 1.15 }); // hardly faster than it is heard: little is in store
  const config = `${out}underrun.yaml`;
  writeFileSync(config, `greeting: ${JSON.stringify(tale)}\nspeak: [bench/flite:slt]\nservers:\n  bench: {url: "${speech.url}"}\n`);
  server = await Server.start('underrun', { args: ['-config', config] });
  gate = await Gate.start(server.port);
});
after(async () => {
  await gate?.stop();
  await server?.stop();
  await speech?.stop();
});

/** Shuts the wire until the player has run dry and for a while after; says at which sample it stood. */
async function stall(visit, turn, rate, from) {
  const past = (sample) => visit.when(`sample ${sample}`, ([turn, sample]) =>
    window.__visavis.frames.findLast((f) => f.turn === turn)?.heardSample >= sample, [turn, sample]);
  await past(from + between * rate);
  gate.shut();
  await visit.when('the player is dry', () => window.__visavis.frames.slice(-3).every((f) => f.turn === null));
  await sleep(stalled);
  gate.open();
  const last = await visit.page.evaluate((turn) => window.__visavis.frames.findLast((f) => f.turn === turn), turn);
  await past(last.heardSample + 1);
  return last.heardSample;
}

/** How late the mouth is against the loudspeaker while a turn is heard from one sample to another, in ms. */
function offset(trace, { turn, rate, audio }, from, to) {
  const frames = look.framesOf(trace, turn).filter((f) => f.heardSample > from && f.heardSample < to);
  const mouth = look.closingLags(trace, turn, rate).filter((s) => s.start > from + settled * rate && s.end < to - settled * rate);
  const clock = look.clockLag({ ...trace, frames }, turn, rate, audio);
  assert.ok(mouth.length >= 3 && clock.windows.length >= 2, `enough was seen from ${from / rate} s to ${to / rate} s`);
  return median(mouth.map(({ lag }) => lag)) - median(clock.windows); // the page's clock may be ahead, too
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

test('three underruns leave the mouth on the voice', { timeout: 120_000 }, async (t) => {
  const visit = await browse(`${gate.url}/?trace=1`);
  t.after(visit.close);
  await visit.page.getByRole('button', { name: 'Start' }).click();
  const { turn, sample_rate: rate } = await visit.message('VisavisTurn', { match: { turn: 1 } });
  const stops = [0];
  for (let i = 0; i < 3; i++) stops.push(await stall(visit, turn, rate, stops.at(-1)));
  const heard = await visit.message('VisavisHeardText', { match: { turn }, timeout: 60_000 });
  assert.deepEqual(words(heard.text), words(tale), 'all of it was heard, as the history has it');

  const trace = await visit.trace();
  const reply = { turn, rate, audio: visit.audioOf(turn) };
  const offsets = stops.map((from, i) => offset(trace, reply, from, stops[i + 1] ?? Infinity));
  const drift = offsets.at(-1) - offsets[0];
  t.diagnostic(`dry after ${stops.slice(1).map((s) => (s / rate).toFixed(1)).join(', ')} s; the mouth is off the loudspeaker by `
    + `${offsets.map((o) => o.toFixed(1)).join(', ')} ms before, between and after: a drift of ${drift.toFixed(1)} ms`);
  assert.ok(Math.abs(drift) <= mostDrift, `it has drifted by ${drift} ms`);
  assert.deepEqual(visit.problems, [], 'no errors on the console');
});
