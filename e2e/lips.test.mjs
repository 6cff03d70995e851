// Lips on a voice that tells nothing but its audio: what the page draws against what the voice knows.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { browse } from './browser.mjs';
import { SpeechServer } from './speech.mjs';
import * as look from './trace.mjs';
import { words } from './wait.mjs';

const tale = 'Please have a seat by the window, while Peter brings the bread. Yesterday a baker from the next village '
  + 'told me a most peculiar story. Nobody believed a word of it! Shall I tell you about the five brave fishermen?';

let speech;
let server;
before(async () => {
  rmSync(`${out}cache/visavis`, { recursive: true, force: true });
  speech = await SpeechServer.start();
  const config = `${out}lips.yaml`;
  writeFileSync(config, `greeting: ${JSON.stringify(tale)}\nspeak: [bench/flite:slt]\nservers:\n  bench: {url: "${speech.url}"}\n`);
  server = await Server.start('lips', { args: ['-config', config] });
});
after(async () => {
  await server?.stop();
  await speech?.stop();
});

/** Has the page tell the tale: {trace, turn, rate, truth}. */
async function tell(t) {
  speech.said = [];
  const visit = await browse(`${server.url}/?trace=1`);
  t.after(visit.close);
  await visit.page.getByRole('button', { name: 'Start' }).click();
  const { turn, sample_rate: rate } = await visit.message('VisavisTurn', { match: { turn: 1 } });
  const heard = await visit.message('VisavisHeardText', { match: { turn }, timeout: 60_000 });
  assert.deepEqual(words(heard.text), words(tale), 'all of it was heard, as the history has it');
  return { trace: await visit.trace(), turn, rate, truth: speech.truth(rate) };
}

const visemes = ['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'I', 'O', 'U'];

/** The share of 10 ms frames in which the mouth that was sent is the one that the voice made. */
function agreement(sent, truth, rate) {
  const at = (shapes, sample) => shapes.find((s) => s.start <= sample && sample < s.end)?.viseme ?? 0;
  let [right, all] = [0, 0];
  for (let sample = 0; sample < truth.at(-1).end; sample += rate / 100) {
    all++;
    if (at(sent, sample) === at(truth, sample)) right++;
  }
  return (100 * right) / all;
}

for (const [name, least] of [['the first time', 70], ['when it has been heard before', 80]]) {
  test(`the mouth is on a voice that tells nothing, ${name}`, { timeout: 120_000 }, async (t) => {
    const { trace, turn, rate, truth } = await tell(t);
    const shapes = truth.visemes.map((v) => ({ ...v, viseme: visemes.indexOf(v.viseme) }));
    const share = agreement(look.shapesOf(trace, turn), shapes, rate);
    t.diagnostic(`${share.toFixed(1)} % of the 10 ms frames show the viseme that was spoken`);
    assert.ok(share >= least);

    // The page's frames against the voice's own shapes in place of those that were sent.
    const true_ = shapes.map((s) => [s.start, s.end, s.viseme, 127, '']);
    const told = { ...trace, messages: [{ message: { type: 'VisavisLips', turn, shapes: true_ } }] };
    const lag = look.jawLag(told, turn, rate);
    t.diagnostic(`the jaw that is seen is off the true one by ${lag.mean.toFixed(0)} ms, p95 ${lag.p95.toFixed(0)} ms`);
    assert.ok(lag.windows.length >= 4, 'the jaw moves');
    assert.ok(lag.mean <= 45, `mean ${lag.mean} ms`);

    const all = look.closures(told, turn, rate).filter((c) => c.frames >= 2);
    const met = all.filter((c) => c.seal >= 0.9);
    t.diagnostic(`${met.length} of ${all.length} p b m are seen closed`);
    assert.ok(met.length >= all.length * 0.85);

    const lags = look.wordsOf(trace, turn).map((w, i) => ((w.start - truth.words[i].start) * 1000) / rate);
    const mean = lags.reduce((a, b) => a + Math.abs(b), 0) / lags.length;
    t.diagnostic(`${lags.length} words, ${mean.toFixed(0)} ms off on average, ${Math.max(...lags.map(Math.abs)).toFixed(0)} at worst`);
    assert.equal(lags.length, truth.words.length, 'every word is told');
    assert.ok(mean <= 60);
  });
}
