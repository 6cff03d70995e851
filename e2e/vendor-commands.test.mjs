// The commands on files and doctor, with the simulated vendors.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { out, run } from './binary.mjs';
import { coded, decoded, mark, Simulation } from './simulate.mjs';
import { words } from './wait.mjs';
import { readWav } from './wav.mjs';

const [weather, fox] = ['what is the weather like in oslo', 'tell me a story about a fox'];
const address = 'https://recordings.example/fox.wav';

let simulation, env, files;
before(async () => {
  files = { weather: coded(weather, 'coded-weather'), fox: coded(fox, 'coded-fox') };
  simulation = await Simulation.start({ files: { [address]: files.fox } });
  env = simulation.env();
});
after(() => simulation?.stop());

/** Runs a command with all keys; none of them may be printed. */
async function command(args, options = {}) {
  const result = await run(args, { env, ...options });
  assert.ok(!(result.stdout + result.stderr).includes(mark), 'a key was printed');
  return result;
}

describe('transcribe by Deepgram', { concurrency: true }, () => {
  test('a file', async () => {
    assert.equal((await command(['transcribe', files.weather])).stdout, `${weather}\n`);
  });

  test('an address, which only Deepgram fetches, and a file, as JSON', async () => {
    const { stdout } = await command(['transcribe', address, files.weather, '--json']);
    const [first, second] = stdout.trim().split('\n').map(JSON.parse);
    assert.deepEqual([first.file, first.engine, first.text], [address, 'deepgram/nova-3', fox]);
    assert.equal(second.text, weather);
    assert.deepEqual(second.words.map((w) => w.word), weather.split(' '));
    const letters = weather.length / 15; // the code's pace
    assert.ok(Math.abs(second.duration - letters) < 0.05 && Math.abs(second.words.at(-1).end - letters) < 0.1);
  });

  test('subtitles of several files', async () => {
    const folder = `${out}subtitles`;
    mkdirSync(folder, { recursive: true });
    for (const [flag, pattern] of [
      ['srt', /^1\n00:00:00,\d{3} --> 00:00:02,\d{3}\nwhat is the weather/],
      ['vtt', /^WEBVTT\n\n00:00:00.\d{3} --> 00:00:02.\d{3}\nwhat is the weather/],
    ]) {
      await command(['transcribe', files.weather, files.fox, `--${flag}`, '-o', folder]);
      assert.match(readFileSync(`${folder}/coded-weather.${flag}`, 'utf8'), pattern);
      assert.match(readFileSync(`${folder}/coded-fox.${flag}`, 'utf8'), /about a fox/);
    }
  });

  test('an address that Deepgram cannot fetch is told, and does not stop the rest', async () => {
    const result = await command(['transcribe', 'https://recordings.example/none.wav?token=hush', files.fox], { mayFail: true });
    assert.equal(result.code, 1);
    assert.match(result.stderr, /recordings\.example\/none\.wav/);
    assert.doesNotMatch(result.stderr, /hush/, 'what stands in an address may be secret');
    assert.match(result.stdout, new RegExp(fox));
  });
});

describe('speak by Deepgram', () => {
  test('a text, with times', async () => {
    const text = 'Hello there, how are you? The boat leaves at nine.';
    const [wav, json] = [`${out}speak-deepgram.wav`, `${out}speak-deepgram.json`];
    await command(['speak', text, '-o', wav, '--timeline', json]);
    const { rate, samples } = readWav(wav);
    assert.equal(rate, 24000);
    assert.equal(decoded(samples, rate, 'speak-deepgram-again'), text);
    const timeline = JSON.parse(readFileSync(json, 'utf8'));
    assert.ok(timeline.phones.length > 0 && timeline.words.length === words(text).length && !timeline.estimated, 'that were found in the audio');
  });
});

describe('doctor', { concurrency: true }, () => {
  test('finds that all vendors work', async (t) => {
    const hearing = await Simulation.start({ hears: Array(4).fill('what can you do') });
    t.after(() => hearing.stop());
    const { stdout } = await command(['doctor'], { env: hearing.env() });
    for (const engine of ['deepgram/aura-2-asteria-en', 'deepgram/nova-3', 'openai/\\S+', 'gemini/\\S+', 'anthropic/\\S+']) {
      assert.match(stdout, new RegExp(`${engine} .*ok: key accepted, first byte after \\d+ ms`));
    }
    assert.match(stdout, /This can converse/);
  });

  test('says which key is refused, and by whom', async (t) => {
    const refusing = await Simulation.start();
    t.after(() => refusing.stop());
    const keys = { ...refusing.env(), DEEPGRAM_API_KEY: `${mark}-wrong` };
    const result = await command(['doctor'], { env: keys, mayFail: true });
    assert.equal(result.code, 1);
    assert.match(result.stdout, /deepgram\/nova-3 .*FAILED: .*key was refused.*Invalid credentials.*DEEPGRAM_API_KEY/);
    assert.match(result.stderr, /deepgram\/nova-3.*the rest can converse/);
  });
});
