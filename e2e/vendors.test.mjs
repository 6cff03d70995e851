// Engines of vendors, simulated ones, and what happens when they fail.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { out } from './binary.mjs';
import { Recording, say } from './mic.mjs';
import { ask, engineOf, noticed, perform, pictures } from './scene.mjs';
import { decoded } from './simulate.mjs';
import * as look from './trace.mjs';
import { words } from './wait.mjs';

const questionAt = 5; // seconds after the microphone opens: the greeting has been hushed by then
const [mute, soon] = ['greeting: ""\n', 2]; // or there is none

const notices = (visit) => visit.page.locator('#notices').innerText();
const engines = (visit) => visit.page.locator('#engines').innerText();

/** How far the mouth was open: the frames of a turn, as [seconds heard, jaw]. */
const jaws = (trace, turn, rate) => look.framesOf(trace, turn).map((f) => [f.heardSample / rate, f.channels.jaw]);

test('Deepgram hears and speaks, OpenAI thinks, and a word over the reply stops it', { timeout: 120_000 }, async (t) => {
  const question = 'tell me what the weather in oslo will be like on the day after tomorrow';
  const interruption = 'what did i hear';
  const mic = new Recording(questionAt + 16);
  const asked = mic.add(questionAt, await say(question));
  mic.add(asked + 3.5, await say(interruption));
  const { simulation, server, visit } = await perform(t, 'vendors', { hears: [question, interruption], microphone: mic.write(`${out}vendors.wav`) });
  await visit.hush(1);
  await pictures(visit, 'idle');
  const { turn, sample_rate: rate } = await visit.message('VisavisTurn', { match: { turn: 2 } });
  await visit.when('a second is heard', ([turn, rate]) =>
    window.__visavis.frames.some((f) => f.turn === turn && f.heardSample > rate), [turn, rate]);
  await pictures(visit, 'speaking');
  const cut = await visit.message('VisavisHeardText', { match: { turn }, timeout: 30_000 });
  const answer = await visit.message('VisavisHeardText', { match: { turn: turn + 1 }, timeout: 30_000 });
  const trace = await visit.trace();

  await t.test('the transcript is what was understood', async () => {
    const users = await visit.page.locator('#transcript .entry.user:not(.partial) p:first-of-type').allTextContents();
    assert.deepEqual(users.map(words), [words(question), words(interruption)]);
    assert.equal(words(answer.text).join(' '), words(`You said: ${interruption}`).join(' '));
  });

  await t.test('the voice is Deepgram\'s, and says what the model wrote', () => {
    const spoken = words(decoded(visit.audioOf(turn + 1), rate, 'vendors-reply')).join(' ');
    assert.equal(spoken, words(`You said: ${interruption}`).join(' '));
  });

  await t.test('the mouth moves with what is heard, and the caption too', () => {
    const open = jaws(trace, turn, rate).map(([, jaw]) => jaw);
    const shapes = look.shapesOf(trace, turn).length; // found in the audio, or else loudness moves it
    t.diagnostic(`jaw between ${Math.min(...open).toFixed(2)} and ${Math.max(...open).toFixed(2)}, ${shapes} shapes`);
    assert.ok(Math.max(...open) - Math.min(...open) > 0.2, 'it opens and shuts');
    // The code is no speech in which the times of words could be found: where the caption is, is left open.
    assert.ok(trace.captions.some((c) => c.turn === turn && c.text.includes(question)), 'the caption is shown');
  });

  await t.test('the reply was cut', () => {
    const after = look.afterCut(trace, turn);
    assert.equal(cut.interrupted, true);
    const heard = words(decoded(visit.audioOf(turn).slice(0, after.cut.sample), rate, 'vendors-cut')).join(' ');
    assert.ok(heard.startsWith(words(cut.text).slice(0, -1).join(' ')), `heard "${heard}", remembered "${cut.text}"`);
    assert.deepEqual([after.frames, after.captions, after.heard], [[], [], []]);
    assert.ok(after.cut.sample > rate && after.cut.sample < 5 * rate, `at ${after.cut.sample / rate} s`);
  });

  await t.test('the page says who is at work and where the time went', async () => {
    assert.deepEqual(await engineOf(visit, 'Brain'), { engine: 'openai/gpt-6-luna', status: 'working', note: '' });
    assert.deepEqual(await engineOf(visit, 'Voice'), { engine: 'deepgram/aura-2-asteria-en', status: 'working', note: '' });
    assert.match((await engineOf(visit, 'Ears')).engine, /deepgram/i);
    assert.match(await engines(visit), /all working/);
    assert.match(await visit.page.locator('#latency').innerText(), /Recogniser\s+[\d.]+ ms.*Brain\s+[\d.]+ ms.*Voice\s+[\d.]+ ms/s);
    assert.doesNotMatch(await visit.page.locator('#latency').innerText(), /Functions/);
    t.diagnostic((await visit.page.locator('#latency .legend').innerText()).replaceAll('\n', ' '));
  });
  assert.deepEqual(visit.problems, [], 'no errors on the console');
  assert.equal(await notices(visit), '');
  const seen = await simulation.status();
  assert.equal(seen.gemini.open + Object.keys(seen.gemini.requests).length, 0, 'nobody else was asked');
  assert.ok(server.log.includes('deepgram/nova-3'), 'the server says what it uses');
});

test('ears and brain fall back by themselves, and say so', { timeout: 120_000 }, async (t) => {
  const question = 'what can you do';
  const mic = new Recording(soon + 4);
  mic.add(soon, await say(question));
  const { simulation, visit } = await perform(t, 'fallbacks', {
    config: mute, hears: [question], faults: ['deepgram/v1/listen=401'], microphone: mic.write(`${out}fallbacks.wav`),
  });

  await t.test('refused ears: PocketSphinx hears', async () => {
    await noticed(visit, 'other ears.*deepgram/nova-3 refused the key; sphinx takes over');
    const { turn } = await visit.message('VisavisTurn', { timeout: 30_000 });
    const heard = await visit.message('VisavisHeardText', { match: { turn }, timeout: 30_000 });
    assert.deepEqual(words(heard.text), words(`You said: ${question}`));
    const ears = await engineOf(visit, 'Ears');
    assert.match(ears.engine, /sphinx/i);
    assert.deepEqual([ears.status, ears.note], ['stand-in', 'stands in for deepgram/nova-3, which refused the key']);
    assert.match(await engines(visit), /1 stand-in/);
    await pictures(visit, 'fallback');
  });

  await t.test('a model that fails: the next one answers', async () => {
    await simulation.fault('openai=500');
    const { text } = await ask(visit, 'Who answers now?');
    assert.equal(text, 'You said: Who answers now?');
    assert.match(await notices(visit), /another brain.*openai\/gpt-6-luna failed with status 500; gemini\/\S+ takes over/is);
    const seen = await simulation.status();
    assert.ok(seen.openai.requests['POST /v1/chat/completions 500'] > 0);
    assert.ok(Object.keys(seen.gemini.requests).some((r) => r.includes('streamGenerateContent')));
  });

  assert.deepEqual(visit.problems, [], 'no errors on the console');
});

describe('half of it works too', { concurrency: 2 }, () => {
  test('a voice that breaks off: flite goes on, with its lips', { timeout: 60_000 }, async (t) => {
    const { visit } = await perform(t, 'broken-voice', { config: mute, faults: ['deepgram/v1/speak=drop@4'] });
    await visit.message('SettingsApplied');
    const text = 'Shall I take the boat this morning? Pack a blue umbrella, please.';
    const [{ turn, rate, trace, ...heard }] = await Promise.all([
      ask(visit, text), noticed(visit, 'another voice.*deepgram/aura-2-asteria-en .*; \\S+ takes over'),
    ]);
    assert.equal(heard.text, `You said: ${text}`);
    const from = look.messagesOf(trace, 'VisavisAgain', turn).at(-1).sample;
    const before = jaws(trace, turn, rate).filter(([at]) => at < from / rate - 0.2).map(([, jaw]) => jaw);
    t.diagnostic(`flite goes on at ${(from / rate).toFixed(1)} s; before, the jaw opens to ${Math.max(...before).toFixed(2)}`);
    assert.ok(from > rate / 2 && Math.max(...before) > 0.2, 'the first voice was heard, and moved the mouth');
    const all = look.closures(trace, turn, rate).filter((c) => c.start >= from && c.frames >= 2);
    assert.deepEqual(all.filter((c) => c.seal < 0.9), [], 'then every p, b and m is closed');
    assert.ok(all.length >= 2);
    assert.deepEqual(visit.problems, [], 'no errors on the console');
  });

  test('a voice that never comes: flite speaks from the first word', { timeout: 60_000 }, async (t) => {
    const { visit } = await perform(t, 'voiceless-vendor', { faults: ['deepgram=503'] });
    await noticed(visit, 'another voice.*deepgram/aura-2-asteria-en failed with status 503; \\S+ takes over');
    const { text, turn, trace } = await ask(visit, 'Are you there?');
    assert.equal(text, 'You said: Are you there?');
    assert.ok(look.shapesOf(trace, turn).length > 5, 'it has lips');
    const voice = await engineOf(visit, 'Voice');
    assert.deepEqual([voice.engine, voice.status], ['slt', 'stand-in']);
    await pictures(visit, 'standins');
  });

  test('a key of OpenAI\'s alone: the rest is embedded', { timeout: 60_000 }, async (t) => {
    const { visit, server } = await perform(t, 'openai-only', { config: mute, only: ['OPENAI'] });
    await visit.message('SettingsApplied');
    const { text } = await ask(visit, 'Is this all?');
    assert.equal(text, 'You said: Is this all?');
    assert.match((await engineOf(visit, 'Ears')).engine, /sphinx/i);
    assert.deepEqual(await engineOf(visit, 'Brain'), { engine: 'openai/gpt-6-luna', status: 'working', note: '' });
    assert.equal((await engineOf(visit, 'Voice')).engine, 'slt');
    assert.match(server.log, /deepgram: no DEEPGRAM_API_KEY/, 'the server says why the rest is left out');
  });

  test('a key of Deepgram\'s alone: the persona answers', { timeout: 60_000 }, async (t) => {
    const question = 'what is two plus two';
    const mic = new Recording(soon + 4);
    mic.add(soon, await say(question));
    const { visit, server } = await perform(t, 'deepgram-only', {
      config: mute, hears: [question], only: ['DEEPGRAM'], microphone: mic.write(`${out}deepgram-only.wav`),
    });
    const { turn, sample_rate: rate } = await visit.message('VisavisTurn');
    const { text } = await visit.message('VisavisHeardText', { match: { turn }, timeout: 30_000 });
    assert.match(text, /four/i);
    assert.match(decoded(visit.audioOf(turn), rate, 'deepgram-only-reply'), /four/i);
    assert.match((await engineOf(visit, 'Ears')).engine, /deepgram/i);
    assert.match((await engineOf(visit, 'Brain')).engine, /script/);
    assert.match(server.log, /openai: no OPENAI_API_KEY/);
  });
});
