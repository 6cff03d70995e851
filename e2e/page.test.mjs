// The page in a real browser: asked aloud, interrupted aloud, coughed at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { browse } from './browser.mjs';
import { cough, Recording, say } from './mic.mjs';
import * as look from './trace.mjs';
import { words } from './wait.mjs';
import { rms } from './wav.mjs';

let server;
before(async () => {
  server = await Server.start('page');
});
after(() => server?.stop());

const questionAt = 5; // seconds after the microphone opens: the greeting has been hushed by then

/** Opens the page, clicks Start and hushes the greeting; the recording plays meanwhile. */
async function converse(t, recording, name) {
  const visit = await browse(`${server.url}/?trace=1`, { microphone: recording.write(`${out}${name}.wav`) });
  t.after(visit.close);
  await visit.page.getByRole('button', { name: 'Start' }).click();
  await visit.hush(1);
  assert.equal(look.messagesOf(await visit.trace(), 'UserStartedSpeaking').length, 0, 'nothing was asked yet');
  return visit;
}

/** What the latency panel tells of a turn. */
const timesShown = /\d+ ms.*Recogniser\s+[\d.]+ ms.*Voice\s+[\d.]+ ms/s;

/** The user's entries of the transcript as the page shows them. */
const asked = (visit) => visit.page.locator('#transcript .entry.user:not(.partial) p:first-of-type').allTextContents();

/** Fails unless the page's transcript is what was said, but for case and punctuation. */
async function assertAsked(visit, ...questions) {
  assert.deepEqual((await asked(visit)).map(words), questions.map(words), 'the transcript is what was asked');
}

test('a question asked aloud is answered aloud, with the lips on the words', { timeout: 90_000 }, async (t) => {
  const question = 'how do your lips work';
  const mic = new Recording(questionAt + 4);
  mic.add(questionAt, await say(question));
  const visit = await converse(t, mic, 'question');
  const { turn, sample_rate: rate } = await visit.message('VisavisTurn', { match: { turn: 2 } });
  await visit.message('VisavisHeardText', { match: { turn }, timeout: 60_000 });
  await assertAsked(visit, question);
  const trace = await visit.trace();
  const frames = look.framesOf(trace, turn);
  const [from, to] = [frames[0].t, frames.at(-1).t];

  await t.test('it sounds', () => {
    const seconds = (to - from) / 1000;
    const heard = look.audible(trace, from, to);
    t.diagnostic(`${seconds.toFixed(1)} s of reply, ${heard.toFixed(1)} s above -40 dB, ${frames.length} frames drawn`);
    assert.ok(seconds > 3 && heard > seconds / 2, 'audio with real energy comes out');
    assert.ok(rms(visit.audioOf(turn)) > 0.01, 'the server sent a voice');
  });

  await t.test('the clock is the loudspeaker\'s', () => {
    const lag = look.clockLag(trace, turn, rate, visit.audioOf(turn));
    t.diagnostic(`the loudspeaker is off the page's clock by ${describeLag(lag)}`);
    assert.ok(lag.mean <= 40, `mean ${lag.mean} ms`);
  });

  await t.test('the lips close on every p, b and m', () => {
    const all = look.closures(trace, turn, rate);
    const seen = all.filter((c) => c.frames >= 2); // the others fell between two frames of a busy machine
    const open = seen.filter((c) => c.seal < 0.9);
    t.diagnostic(`${all.length} p b m, ${seen.length} seen in two frames or more, ${open.length} left open`);
    assert.ok(seen.length >= 5, 'the reply shows enough of them');
    assert.deepEqual(open, [], 'every p b m is closed');
  });

  await t.test('the mouth is not late', () => {
    const lag = look.jawLag(trace, turn, rate);
    t.diagnostic(`the jaw that is seen is off the sample heard by ${describeLag(lag)}`);
    assert.ok(lag.windows.length >= 2, 'the jaw moves');
    assert.ok(lag.mean <= 40, `mean ${lag.mean} ms`);
  });

  await t.test('the caption follows the voice', () => {
    const lags = look.captionLags(trace, turn, rate);
    const mean = lags.reduce((a, b) => a + b, 0) / lags.length;
    t.diagnostic(`${lags.length} words lit up ${mean.toFixed(0)} ms after they began, ${Math.max(...lags).toFixed(0)} at worst`);
    assert.ok(lags.length >= look.wordsOf(trace, turn).length * 0.7, 'nearly every word lights up by itself');
    assert.ok(lags.every((lag) => lag > -25), 'no word lights up before it is heard');
    assert.ok(mean < 60, `mean ${mean} ms`);
  });

  await t.test('the page says where the time went and which engines work', async () => {
    assert.match(await visit.page.locator('#latency').innerText(), timesShown);
    assert.match(await visit.page.locator('#engines-body').textContent(), /PocketSphinx.*flite/s);
    assert.match(await visit.page.locator('#transcript .entry.user').textContent(), /\d+ % certainty/);
  });

  assert.deepEqual(visit.problems, [], 'no errors on the console');
});

test('speaking over a reply stops it, and what was heard is remembered', { timeout: 90_000 }, async (t) => {
  const [request, interruption] = ['tell me a long story', 'what did i hear'];
  const mic = new Recording(questionAt + 12);
  const told = mic.add(questionAt, await say(request));
  mic.add(told + 5, await say(interruption));
  const visit = await converse(t, mic, 'interruption');
  const { turn, sample_rate: rate } = await visit.message('VisavisTurn', { match: { turn: 2 } });
  const cutoff = await visit.message('VisavisHeardText', { match: { turn }, timeout: 30_000 });
  const answer = await visit.message('VisavisHeardText', { match: { turn: turn + 1 }, timeout: 60_000 });
  await assertAsked(visit, request, interruption);
  const trace = await visit.trace();
  const after = look.afterCut(trace, turn);
  const next = trace.messages.find(({ message }) => message.type === 'VisavisTurn' && message.turn === turn + 1);

  await t.test('nothing of the old reply is shown or heard any more', () => {
    assert.deepEqual(after.frames, [], 'frames that drew its mouth');
    assert.deepEqual(after.captions, [], 'its captions');
    assert.deepEqual(after.heard, [], 'samples reported beyond the cut');
    const late = trace.messages.filter((m) => m.t > after.cut.t && m.message.turn === turn).map((m) => m.message.type);
    const allowed = ['VisavisCut', 'VisavisHeardText', 'VisavisState'];
    assert.deepEqual(late.filter((type) => !allowed.includes(type)), [], 'messages of the old turn');
    // Fade and loudspeaker latency.
    assert.equal(look.loudest(trace, after.cut.t + 80, next.t), 0, 'the loudspeaker is silent');
  });

  await t.test('it was ducked before and cut within a second of the first sound', () => {
    const duck = trace.messages.find(({ message }) => message.type === 'VisavisDuck' && message.turn === turn);
    assert.ok(duck && duck.t < after.cut.t, 'the voice was lowered first');
    t.diagnostic(`cut ${(after.cut.t - duck.t).toFixed(0)} ms after the duck`);
    assert.ok(after.cut.t - duck.t < 1000);
  });

  await t.test('the history ends at a word that was heard', () => {
    const spoken = look.wordsOf(trace, turn);
    const least = spoken.filter((w) => w.end <= after.cut.sample).length;
    const most = spoken.filter((w) => w.end <= after.cut.sample + 0.05 * rate).length; // its last phone may fade
    const remembered = words(cutoff.text);
    t.diagnostic(`cut at ${(after.cut.sample / rate).toFixed(2)} s: "… ${remembered.slice(-4).join(' ')}"`);
    assert.equal(cutoff.interrupted, true);
    assert.ok(least >= 5, 'some of it was heard');
    const candidates = [least, most].map((n) => words(spoken.slice(0, n).map((w) => w.text).join(' ')).join(' '));
    assert.ok(candidates.includes(remembered.join(' ')), `remembered "${remembered.join(' ')}" of "${candidates[1]}"`);
    const quoted = words(cutoff.text).slice(-3).join(' ');
    assert.ok(words(answer.text).join(' ').includes(quoted), `the brain quotes "${quoted}": ${answer.text}`);
  });

  await t.test('the transcript shows what was not heard', async () => {
    const entry = visit.page.locator('#transcript .entry.assistant').nth(1);
    assert.ok((await entry.locator('.unheard').textContent()).length > 0);
  });
  assert.deepEqual(visit.problems, [], 'no errors on the console');
});

test('coughs and a "yeah" do not stop a reply', { timeout: 90_000 }, async (t) => {
  const question = 'how do you work';
  const mic = new Recording(questionAt + 16);
  const end = mic.add(questionAt, await say(question));
  mic.add(end + 3, cough(0.25, 7));
  mic.add(end + 6, cough(0.2, 8));
  mic.add(end + 6.5, cough(0.3, 9));
  mic.add(end + 9, await say('yeah'));
  const visit = await converse(t, mic, 'cough');
  const { turn } = await visit.message('VisavisTurn', { match: { turn: 2 } });
  const whole = await visit.message('VisavisHeardText', { match: { turn }, timeout: 60_000 });
  await assertAsked(visit, question);
  const trace = await visit.trace();
  const count = (type) => look.messagesOf(trace, type, turn).length;
  t.diagnostic(`ducked ${count('VisavisDuck')} times`);
  assert.ok(count('VisavisDuck') > 0, 'the "yeah" was noticed');
  assert.equal(whole.interrupted, false, `it ended at "${whole.text.slice(-40)}"`);
  assert.equal(trace.cuts.filter((c) => c.turn === turn).length, 0);
  assert.equal(count('VisavisResume'), count('VisavisDuck'), 'what was ducked was resumed');
  const frames = look.framesOf(trace, turn);
  assert.ok((frames.at(-1).t - frames[0].t) / 1000 > 10, 'all came during the reply');
  assert.deepEqual(visit.problems, [], 'no errors on the console');
});

function describeLag({ mean, p95, windows }) {
  return `${mean.toFixed(1)} ms (mean; late is positive; p95 ${p95.toFixed(1)}; ${windows.map((w) => w.toFixed(0)).join(' ')})`;
}
