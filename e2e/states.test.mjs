// The page in all its states, with pictures of each, and when something is missing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freePort, out, Server, voiceLibraries, without } from './binary.mjs';
import { browse, desktop, phone } from './browser.mjs';
import { Recording, say } from './mic.mjs';
import { model, startOllama } from './ollama.mjs';
import * as look from './trace.mjs';
import { sleep, until, words } from './wait.mjs';

/** Pictures of the page as it is now: desktop and phone, light and dark. */
async function pictures(visit, name) {
  for (const [device, viewport] of Object.entries({ desktop, phone })) {
    await visit.page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await visit.page.emulateMedia({ colorScheme });
      await visit.picture(`${name}-${device}-${colorScheme}`);
    }
  }
  await visit.page.setViewportSize(desktop);
}

const start = (visit) => visit.page.getByRole('button', { name: 'Start' }).click();
const label = (visit) => visit.page.locator('#state-text').textContent();
const notices = (visit) => visit.page.locator('#notices').innerText();

async function type(visit, text) {
  await visit.page.locator('#say').fill(text);
  await visit.page.keyboard.press('Enter');
}

/** Whether the page is wider than its window. */
const overflows = (visit) => visit.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

test('asleep, greeting, idle, listening, thinking, speaking, interrupted', { timeout: 120_000 }, async (t) => {
  const ollama = await startOllama('Let me think. Maybe the best answer is a purple umbrella. ', 2500);
  const server = await Server.start('states');
  t.after(async () => {
    await server.stop();
    await ollama?.stop();
  });
  const mic = new Recording(30);
  const spoken = ['tell me about yourself', 'how do your lips work', 'what happens when i cough'];
  let at = 9;
  for (const text of spoken) at = mic.add(at, await say(text)) + 0.25; // one utterance
  const visit = await browse(`${server.url}/?trace=1`, { microphone: mic.write(`${out}states.wav`) });
  t.after(visit.close);

  assert.equal(await label(visit), 'Asleep');
  await pictures(visit, 'asleep');
  await start(visit);
  await visit.hush(1);
  await sleep(400);
  assert.equal(await label(visit), 'Ready');
  await pictures(visit, 'idle');

  await visit.when('the user is heard', () => document.querySelector('.entry.user.partial'));
  assert.equal(await label(visit), 'Listening');
  await pictures(visit, 'listening');
  const { turn } = await visit.message('VisavisTurn', { match: { turn: 2 } });
  await visit.when('words are heard', (turn) =>
    window.__visavis.captions.some((c) => c.turn === turn && c.spoken > 3), turn);
  assert.equal(await label(visit), 'Speaking');
  await pictures(visit, 'speaking');
  await visit.page.keyboard.press('Escape');
  const cutoff = await visit.message('VisavisHeardText', { match: { turn } });
  assert.equal(cutoff.interrupted, true);
  await visit.when('what was not heard is marked', () => document.querySelector('.unheard'));
  await pictures(visit, 'interrupted');

  if (ollama) await thinking(visit, ollama, cutoff);
  await visit.page.setViewportSize(phone);
  assert.equal(await overflows(visit), false, 'the page fits a phone');
  assert.deepEqual(visit.problems, [], 'no errors on the console');
});

/** Another brain, chosen in the panel, that takes its time. */
async function thinking(visit, ollama, cutoff) {
  await visit.page.getByLabel('Brain', { exact: true }).selectOption(model);
  await visit.message('ThinkUpdated');
  await type(visit, 'what is the answer to everything');
  await visit.when('it thinks', () => document.querySelector('#state-text').textContent === 'Thinking');
  await sleep(500);
  await pictures(visit, 'thinking');
  await visit.message('VisavisTurn', { match: { turn: 3 } });
  await visit.message('VisavisHeardText', { match: { turn: 3 }, timeout: 30_000 });
  const history = ollama.prompts.at(-1).messages.filter((m) => m.role !== 'system');
  const ours = history.findLast((m) => m.role === 'assistant');
  assert.ok(words(ours.content).join(' ').startsWith(words(cutoff.text).join(' ')), `the model sees what was heard: ${ours.content}`);
  assert.equal(words(history.at(-1).content).slice(-6).join(' '), 'what is the answer to everything');
  assert.match(await visit.page.locator('#transcript').innerText(), /purple umbrella/);
}

describe('what is missing is said', { concurrency: 2 }, () => {
  test('a refused microphone leaves a conversation by keyboard', { timeout: 60_000 }, async (t) => {
    const server = await Server.start('refused');
    t.after(() => server.stop());
    const visit = await browse(`${server.url}/?trace=1`);
    t.after(visit.close);
    await start(visit);
    await visit.when('it says so', () => /microphone is blocked/i.test(document.querySelector('#notices').innerText));
    assert.match(await notices(visit), /typ/i, 'it says what works meanwhile');
    await pictures(visit, 'refused');
    await visit.hush(1);
    await type(visit, 'what is seven times eight');
    const { turn } = await visit.message('VisavisTurn', { match: { turn: 2 } });
    const heard = await visit.message('VisavisHeardText', { match: { turn }, timeout: 30_000 });
    assert.match(heard.text, /fifty.six/i);
    const trace = await visit.trace();
    const frames = look.framesOf(trace, turn);
    assert.ok(look.audible(trace, frames[0].t, frames.at(-1).t) > 0.5, 'it sounds');
    assert.match(await visit.page.locator('#transcript').innerText(), /typed/);
  });

  test('without a voice the answers are text, and the page says what is missing', { timeout: 60_000 }, async (t) => {
    const server = await Server.start('voiceless', { env: without(...voiceLibraries) });
    t.after(() => server.stop());
    assert.equal((await server.health()).status, 'degraded');
    const visit = await browse(`${server.url}/?trace=1`);
    t.after(visit.close);
    await start(visit);
    await visit.when('it says so', () => /libflite1/.test(document.querySelector('#notices').innerText));
    await pictures(visit, 'voiceless');
    await type(visit, 'what is two plus two');
    await visit.when('it answers', () => /four/i.test(document.querySelector('#transcript').innerText));
  });

  test('without ears it says so and takes typed words', { timeout: 60_000 }, async (t) => {
    const server = await Server.start('deaf', { env: without('libpocketsphinx.so.3') });
    t.after(() => server.stop());
    await until('the recogniser is known to be absent', async () => !(await server.health()).engines.listen.ok);
    const visit = await browse(`${server.url}/?trace=1`);
    t.after(visit.close);
    await start(visit);
    await visit.when('it says so', () => /libpocketsphinx3/.test(document.querySelector('#notices').innerText));
    await type(visit, 'what is two plus two');
    await visit.when('it answers', () => /four/i.test(document.querySelector('#transcript').innerText));
  });

  test('a lost connection is told, and comes back with the conversation', { timeout: 90_000 }, async (t) => {
    const port = await freePort();
    let server = await Server.start('lost', { port });
    t.after(() => server.stop());
    const visit = await browse(`${server.url}/?trace=1`);
    t.after(visit.close);
    await start(visit);
    await visit.hush(1);
    await type(visit, 'my name is Ada');
    await visit.message('VisavisHeardText', { match: { turn: 2 } });
    await server.stop('SIGKILL');
    await visit.when('it says so', () => /connection lost/i.test(document.querySelector('#notices').innerText));
    assert.equal(await label(visit), 'Disconnected');
    await pictures(visit, 'lost');
    await visit.page.locator('#say').fill('what is my name');
    await visit.page.keyboard.press('Enter');
    assert.equal(await visit.page.locator('#say').inputValue(), 'what is my name', 'what was typed meanwhile is kept');
    const mark = await visit.count();
    server = await Server.start('lost-again', { port });
    await visit.message('SettingsApplied', { after: mark, timeout: 30_000 });
    assert.doesNotMatch(await notices(visit), /connection lost/i);
    await visit.page.locator('#say').press('Enter');
    const { turn } = await visit.message('VisavisTurn', { after: mark });
    const heard = await visit.message('VisavisHeardText', { after: mark, match: { turn } });
    assert.match(heard.text, /\bAda\b/, 'it remembers what was said before');
  });
});
