// A server that wants keys, and the page before and behind its sign-in.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { freePort, out, run, Server } from './binary.mjs';
import { browse } from './browser.mjs';

const config = `${out}access.yaml`;
let server;
let key;

before(async () => {
  const made = await run(['token', 'new', 'alice']);
  key = made.stdout.trim();
  writeFileSync(config, made.stderr.slice(made.stderr.indexOf('keys:')));
  server = await start();
});
after(() => server?.stop());

/** Starts the server, at a port it had before or a new one. */
const start = (port) => Server.start('access', { port, args: ['-v', '-config', config] });

const field = (visit) => visit.page.getByLabel('Key or token');

/** Types a key or a token into the page's form. */
async function signIn(visit, text) {
  await field(visit).fill(text);
  await visit.page.getByRole('button', { name: 'Sign in' }).click();
}

test('who has no key is asked for one, and then converses', { timeout: 60_000 }, async (t) => {
  const visit = await browse(server.url);
  t.after(visit.close);
  await signIn(visit, 'vv_nonsense');
  await visit.page.getByRole('alert').getByText('no key or token').waitFor();
  await visit.picture('sign-in');
  await signIn(visit, key);
  await visit.page.getByRole('button', { name: 'Start' }).waitFor();
  assert.equal(new URL(visit.page.url()).search, '', 'no key is in the address');
  assert.equal(await visit.page.evaluate(() => document.cookie), '', 'the page\'s code cannot read the cookie');

  await visit.page.goto(`${server.url}/?trace=1`);
  await visit.page.getByRole('button', { name: 'Start' }).click();
  await visit.message('VisavisTurn');

  // The secret that signs is a new one: the cookie counts no more, and the page says what to do.
  const { log, port } = server;
  assert.ok(!log.includes(key) && !log.includes('eyJ'), 'neither a key nor a token is in the log');
  await server.stop();
  server = await start(port);
  await visit.page.getByText('reload this page to sign in again').waitFor({ timeout: 30_000 });
  await visit.page.reload();
  await field(visit).waitFor();
});

test('a visitor with a temporary token is let in', { timeout: 60_000 }, async (t) => {
  const { stdout } = await run(['token', '-ttl', '1m', '-server', server.url], { env: { VISAVIS_API_KEY: key } });
  const visit = await browse(server.url);
  t.after(visit.close);
  await signIn(visit, stdout.trim());
  await visit.page.getByRole('button', { name: 'Start' }).waitFor();
});

// Without TLS a browser says less of where a request comes from.
test('the form works at another address than localhost', { timeout: 60_000 }, async (t) => {
  const address = Object.values(networkInterfaces()).flat().find((a) => a.family === 'IPv4' && !a.internal)?.address;
  if (!address) return t.skip('this machine has no other address');
  const port = await freePort();
  const open = await Server.start('access-lan', { port, args: ['-config', config, '-addr', `0.0.0.0:${port}`] });
  t.after(() => open.stop());
  const visit = await browse(`http://${address}:${port}/`);
  t.after(visit.close);
  await signIn(visit, key);
  await visit.page.getByRole('button', { name: 'Start' }).waitFor();
  const first = await visit.page.evaluate(() => new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}/v1/agent/converse`);
    socket.onmessage = (event) => resolve(JSON.parse(event.data).type);
    socket.onclose = () => resolve('closed');
  }));
  assert.equal(first, 'Welcome', 'the cookie lets a websocket in');
});
