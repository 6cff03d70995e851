// The official JavaScript SDK against a server that wants to know who is there: keys, temporary tokens,
// models, and a page in a real browser.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { out, run, Server } from './binary.mjs';
import { browse } from './browser.mjs';
import { assertAudible, assertUnderstood, recording, sdk, sentence, Socket, spoken, wavFile } from './sdk.mjs';
import { buildGoSDK, goSDK } from './sdkgo.mjs';
import { sleep, until, words } from './wait.mjs';
import { rms, toSamples } from './wav.mjs';

const secrets = []; // that must not be in the log
let server;
let key;
before(async () => {
  const { stdout, stderr } = await run(['token', 'new', 'sdk']);
  key = stdout.trim();
  secrets.push(key);
  writeFileSync(`${out}sdk-access.yaml`, stderr.slice(stderr.indexOf('keys:')));
  server = await Server.start('sdk-access', { args: ['-config', `${out}sdk-access.yaml`] });
});
after(async () => {
  await server?.stop();
  for (const secret of secrets) assert.ok(!server.log.includes(secret), 'no key and no token is in the log');
});

/** A token that the SDK has been granted. */
async function granted() {
  const { access_token: token, expires_in: seconds } = await sdk(server, { apiKey: key }).auth.v1.tokens.grant({ ttl_seconds: 120 });
  assert.equal(seconds, 120);
  secrets.push(token);
  return token;
}

/** What a sentence sounds like to somebody with a credential. */
async function speak(credential) {
  const socket = await Socket.open(sdk(server, credential).speak.v1.connect({ model: 'aura-2-thalia-en', encoding: 'linear16', sample_rate: 24000 }));
  socket.send.sendText({ type: 'Speak', text: sentence });
  socket.send.sendFlush({ type: 'Flush' });
  socket.send.sendClose({ type: 'Close' });
  await socket.ended();
  return toSamples(await socket.audio());
}

/** Fails unless a request is refused for its credential. */
const assertRefused = (request) => assert.rejects(request, (error) => {
  assert.equal(error.statusCode, 401);
  assert.equal(error.body.err_code, 'INVALID_AUTH');
  return true;
});

test('the Go SDK is granted a token, which is good', { timeout: 60_000 }, async () => {
  await buildGoSDK();
  const { access_token: accessToken, expires_in: seconds } = await goSDK(key, 'grant', server.url);
  secrets.push(accessToken);
  assert.equal(seconds, 60);
  assertAudible('sdk-go-token', await speak({ accessToken }), 24000, sentence);
});

describe('in Node', { concurrency: 2 }, () => {
  test('a key opens everything', { timeout: 60_000 }, async () => {
    assertAudible('sdk-key', await speak({ apiKey: key }), 24000, sentence);
    const { stt, tts } = await sdk(server, { apiKey: key }).manage.v1.models.list();
    assert.ok(stt.length > 0 && tts.length > 0);
    const one = await sdk(server, { apiKey: key }).manage.v1.models.get(tts[0].uuid);
    assert.equal(one.canonical_name, tts[0].canonical_name);
  });

  test('a token opens everything but grants no others', { timeout: 60_000 }, async () => {
    const accessToken = await granted();
    assert.ok(rms(await speak({ accessToken })) > 0.01, 'it speaks');
    const wav = wavFile('sdk-token-listen', await recording());
    const answer = await sdk(server, { accessToken }).listen.v1.media.transcribeFile(readFileSync(wav), { model: 'nova-3' });
    assert.deepEqual(words(answer.results.channels[0].alternatives[0].transcript), words(spoken));
    await assert.rejects(sdk(server, { accessToken }).auth.v1.tokens.grant(), (error) => error.statusCode === 403);
  });

  test('another key opens nothing', { timeout: 60_000 }, async () => {
    const stranger = sdk(server, { apiKey: 'vv_somebody-elses-key' });
    await assertRefused(stranger.auth.v1.tokens.grant());
    await assertRefused(stranger.manage.v1.models.list());
    await assertRefused(stranger.listen.v1.media.transcribeFile(Buffer.from('audio'), { model: 'nova-3' }));
    await assertRefused(sdk(server, { apiKey: '' }).manage.v1.models.list());
    for (const path of ['/v1/listen?model=nova-3', '/v2/listen?model=flux-general-en', '/v1/speak', '/v1/agent/converse']) {
      const answer = await fetch(server.url + path);
      assert.equal(answer.status, 401, path);
    }
  });
});

/** A connection that asks for nothing, or never to the end; whether it was closed. */
function silent(dripping) {
  const connection = { closed: false };
  const socket = connect(server.port, '127.0.0.1');
  const drip = setInterval(() => dripping && socket.write('X'), 1000);
  if (dripping) socket.write('GET /v1/listen HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  socket.on('error', () => undefined); // its close follows
  socket.on('close', () => {
    clearInterval(drip);
    connection.closed = true;
  });
  socket.resume();
  return connection;
}

const strangers = [];
test('five hundred connections that never ask cost little', { timeout: 60_000 }, async (t) => {
  const before = server.memory;
  for (let i = 0; i < 500; i++) strangers.push(silent(i % 2 === 0));
  await sleep(1000);
  const grown = (server.memory - before) / 1024 / strangers.length;
  t.diagnostic(`they cost ${grown.toFixed(0)} KiB each`);
  assert.ok(grown < 100, `${grown.toFixed(0)} KiB each`);
  const began = performance.now();
  assert.ok((await speak({ apiKey: key })).length > 24000, 'others are served meanwhile');
  t.diagnostic(`somebody else was served within ${(performance.now() - began).toFixed(0)} ms`);
});

/** A page with the SDK, of a server of its own. */
async function page(t) {
  const bundle = await build({
    entryPoints: [new URL('./sdk-page.js', import.meta.url).pathname],
    bundle: true, write: false, format: 'iife', platform: 'browser', logLevel: 'silent',
  });
  const site = createServer((request, response) => {
    const script = request.url === '/page.js';
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ? bundle.outputFiles[0].text : '<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>');
  });
  await new Promise((done) => site.listen(0, '127.0.0.1', done));
  const visit = await browse(`http://127.0.0.1:${site.address().port}/`);
  t.after(async () => {
    await visit.close();
    site.close();
  });
  return visit.page;
}

test('in a browser, where credentials travel as subprotocols', { timeout: 90_000 }, async (t) => {
  const tab = await page(t);
  const baseUrl = server.url;
  const byKey = { baseUrl, apiKey: key };
  const byToken = { baseUrl, accessToken: await granted() };

  const wav = Array.from(readFileSync(wavFile('sdk-page', await recording(), 44100)));
  for (const options of [byKey, byToken]) {
    const heard = await tab.evaluate(([options, wav]) => window.sdk.listen(options, wav), [options, wav]);
    assert.deepEqual([heard.code, heard.opened], [1000, 1]);
    assert.deepEqual(words(heard.text), words(spoken));
  }

  const said = await tab.evaluate(([options, text]) => window.sdk.speak(options, text), [byToken, sentence]);
  assert.deepEqual([said.code, said.opened], [1000, 1]);
  assertAudible('sdk-page-speak', toSamples(Buffer.from(said.bytes)), 24000, sentence);

  assert.deepEqual(words(await tab.evaluate(([options, wav]) => window.sdk.transcribe(options, wav), [byToken, wav])), words(spoken));
  const file = await tab.evaluate(([options, text]) => window.sdk.generate(options, text), [byKey, sentence]);
  assert.equal(Buffer.from(file).toString('latin1', 0, 4), 'RIFF');
  assert.ok(file.length > 48000, 'a second and more');

  const answered = await tab.evaluate(([options, text]) => window.sdk.converse(options, text), [byKey, 'what is seven times eight']);
  assert.match(answered.text, /fifty.six/i);
  assert.ok(answered.bytes > 24000 && answered.opened === 1);

  assert.ok(await tab.evaluate((options) => window.sdk.opens(options), byKey));
  assert.ok(!await tab.evaluate((options) => window.sdk.opens(options), { baseUrl, apiKey: 'vv_somebody-elses-key' }),
    'somebody else\'s key opens nothing');
});

test('and are shown the door', { timeout: 60_000 }, () =>
  until('no stranger is left', () => strangers.every((c) => c.closed), 20_000));

test('what was spoken can be understood', { timeout: 60_000 }, assertUnderstood);
