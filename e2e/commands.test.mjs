// The commands that work on files, from the outside.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { out, run, voiceLibraries, without } from './binary.mjs';
import { goForward, micRate, Recording, say } from './mic.mjs';
import { words } from './wait.mjs';
import { readWav, rms } from './wav.mjs';

const visemes = ['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'I', 'O', 'U'];

/** Times that are in order, do not overlap and lie within the audio. */
function assertOrdered(entries, samples, what) {
  let end = 0;
  for (const entry of entries) {
    assert.ok(Number.isInteger(entry.start) && Number.isInteger(entry.end), `${what}: offsets are samples`);
    assert.ok(entry.start >= end, `${what}: ${JSON.stringify(entry)} begins before ${end}`);
    assert.ok(entry.end >= entry.start && entry.end <= samples, `${what}: ${JSON.stringify(entry)} of ${samples}`);
    end = entry.end;
  }
}

describe('speak', { concurrency: 2 }, () => {
  const text = 'Peter Piper picked a peck of pickled peppers. My mother baked bread!';
  for (const voice of ['slt', 'rms', 'awb', 'en-gb']) {
    test(`writes audio and a timeline with the voice ${voice}`, async () => {
      const [wav, json] = [`${out}speak-${voice}.wav`, `${out}speak-${voice}.json`];
      await run(['speak', text, '-voice', voice, '-o', wav, '--timeline', json]);
      const { rate, samples } = readWav(wav);
      const timeline = JSON.parse(readFileSync(json, 'utf8'));
      assert.deepEqual(Object.keys(timeline).sort(), ['phones', 'sample_rate', 'samples', 'visemes', 'words']);
      assert.equal(timeline.sample_rate, rate);
      assert.equal(timeline.samples, samples.length);
      assert.ok(samples.length > 2 * rate && samples.length < 12 * rate, `${samples.length / rate} s`);
      assert.ok(rms(samples) > 0.01, 'it is audible');
      for (const list of ['phones', 'visemes', 'words']) assertOrdered(timeline[list], samples.length, list);
      assert.deepEqual(timeline.words.flatMap((w) => words(w.word)), words(text), 'every word is timed, as written');
      for (const { phone } of timeline.phones) assert.match(phone, /^[A-Z]{1,3}$/);
      for (const { viseme } of timeline.visemes) assert.ok(visemes.includes(viseme), `viseme ${viseme}`);
      assertLipsMeet(timeline);
    });
  }

  test('says what is wrong with a request', async () => {
    const cases = [
      [['speak', 'hello'], 2, /-o/],
      [['speak', '-o', `${out}never.wav`], 2, /text/],
      [['speak', 'hello', '-voice', 'nobody', '-o', `${out}never.wav`], 1, /nobody.*slt/s],
      [['speak', '🙂🙂', '-o', `${out}never.wav`], 1, /nothing/i],
      [['speak', 'hello', '-o', '/no/such/folder/a.wav'], 1, /no such/],
    ];
    for (const [args, code, message] of cases) {
      const result = await run(args, { mayFail: true });
      assert.equal(result.code, code, args.join(' '));
      assert.match(result.stderr, message);
    }
    assert.ok(!existsSync(`${out}never.wav`), 'a failed request leaves no file');
  });
});

/** Each p b m has a shape with the lips shut in its time, and there are no others. */
function assertLipsMeet({ phones, visemes }) {
  const shut = visemes.filter((v) => v.viseme === 'PP');
  const bilabial = phones.filter((p) => ['P', 'B', 'M'].includes(p.phone));
  assert.ok(bilabial.length >= 10, `the text has many p b m, ${bilabial.length} were spoken`);
  for (const p of bilabial) {
    assert.ok(shut.some((v) => v.start < p.end && v.end > p.start), `${p.phone} at ${p.start} has its lips shut`);
  }
  for (const v of shut) {
    assert.ok(bilabial.some((p) => v.start < p.end && v.end > p.start), `lips shut at ${v.start} for no p b m`);
  }
}

describe('transcribe', { concurrency: 2 }, () => {
  const recording = async (name) => {
    const wav = `${out}${name}.wav`;
    const speech = goForward() ?? (await say('what can you do'));
    const said = goForward() ? 'go forward ten meters' : 'what can you do';
    const take = new Recording(9);
    const second = take.add(1, speech) + 1.5;
    take.add(second, await say('tell me a joke', 'rms'));
    take.write(wav);
    return { wav, said, second };
  };

  test('writes down what is said and when', async () => {
    const { wav, said, second } = await recording('times');
    const { stdout } = await run(['transcribe', wav, '--json']);
    const result = JSON.parse(stdout);
    assert.equal(result.file, wav);
    assert.ok(Math.abs(result.duration - readWav(wav).samples.length / micRate) < 0.01);
    assert.deepEqual(result.words.map((w) => w.word.toLowerCase()), words(`${said} tell me a joke`));
    let end = 0;
    for (const w of result.words) {
      assert.ok(w.start >= end - 0.011 && w.end > w.start && w.end <= result.duration, JSON.stringify(w));
      assert.ok(w.confidence >= 0 && w.confidence <= 1);
      end = w.end;
    }
    assert.ok(Math.abs(result.words[0].start - 1) < 0.15, `the first word begins at 1 s, not ${result.words[0].start}`);
    const tell = result.words.at(-4);
    assert.ok(Math.abs(tell.start - second) < 0.15, `"tell" begins at ${second} s, not ${tell.start}`);
  });

  test('goes on with the other files and says which failed', async () => {
    const { wav, said } = await recording('several');
    writeFileSync(`${out}junk.wav`, 'RIFF of nonsense');
    const result = await run(['transcribe', '/no/such.wav', `${out}junk.wav`, wav], { mayFail: true });
    assert.equal(result.code, 1);
    assert.match(result.stderr, /no\/such\.wav/);
    assert.match(result.stderr, /junk\.wav/);
    assert.deepEqual(words(result.stdout.replace(wav, '')), words(`${said} tell me a joke`));
  });
});

describe('doctor', { concurrency: 2 }, () => {
  test('finds that the default set can converse', async () => {
    const { stdout } = await run(['doctor']);
    for (const engine of ['flite', 'espeak', 'sphinx', 'script']) {
      assert.match(stdout, new RegExp(`${engine}\\b.*ok`), engine);
    }
    assert.match(stdout, /× real time/);
  });

  test('fails when there is no voice, and names the packages', async () => {
    const result = await run(['doctor'], { env: without(...voiceLibraries), mayFail: true });
    assert.equal(result.code, 1);
    assert.match(result.stdout, /libflite1/);
    assert.match(result.stdout, /libespeak-ng1/);
    assert.match(result.stderr, /no voice/);
  });
});

describe('help', () => {
  test('names the commands and what they take', async () => {
    const { stdout } = await run(['--help']);
    for (const command of ['serve', 'speak', 'transcribe', 'doctor']) assert.match(stdout, new RegExp(`visavis ${command}`));
    for (const line of stdout.split('\n')) assert.ok(line.length <= 110, `too long for a terminal: ${line}`);
  });

  for (const [command, flag] of [['serve', '-addr'], ['speak', '-timeline'], ['transcribe', '-json'], ['doctor', 'Usage']]) {
    test(`explains ${command}`, async () => {
      const { stdout, stderr } = await run([command, '--help']);
      assert.ok((stdout + stderr).includes(flag));
    });
  }

  test('does not take a wrong command for a right one', async () => {
    const result = await run(['sing'], { mayFail: true });
    assert.equal(result.code, 2);
    assert.match(result.stderr, /sing/);
  });
});
