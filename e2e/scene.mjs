// A server among simulated vendors, a page that talks to it, and what the page says of both.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { out, Server } from './binary.mjs';
import { browse, desktop, phone } from './browser.mjs';
import { mark, Simulation } from './simulate.mjs';

/** Simulated vendors and a server that has the keys of some of them. config is a visavis.yaml. */
export async function stage(t, name, { hears, faults, only = [], config } = {}) {
  const simulation = await Simulation.start({ hears, faults });
  const args = [];
  if (config) {
    writeFileSync(`${out}${name}.yaml`, config);
    args.push('-config', `${out}${name}.yaml`);
  }
  const server = await Server.start(name, { env: simulation.env(...only), args });
  t.after(async () => {
    const health = JSON.stringify(await server.health());
    await server.stop();
    await simulation.stop(); // fails if a vendor has something to complain about
    assertNoSecret({ health, log: server.log });
  });
  return { simulation, server };
}

/** A stage, and a page where Start was clicked. */
export async function perform(t, name, { microphone, ...options } = {}) {
  let visit;
  t.after(async () => {
    const page = await visit?.page.evaluate(() =>
      document.documentElement.outerHTML + document.querySelector('visavis-avatar').shadowRoot.innerHTML);
    await visit?.close();
    if (visit) assertNoSecret({ page, frames: visit.texts.join('\n') });
  });
  const { simulation, server } = await stage(t, name, options);
  visit = await browse(`${server.url}/?trace=1`, { microphone });
  await visit.page.getByRole('button', { name: 'Start' }).click();
  return { simulation, server, visit };
}

/** Fails if a key of a vendor stands in a text. */
export function assertNoSecret(texts) {
  for (const [where, text] of Object.entries(texts)) {
    assert.ok(text.length > 100, `the ${where} has been looked at`);
    assert.ok(!text.includes(mark), `a key is in the ${where}`);
  }
}

/** What the panel says of a stage: {engine, status, note}. */
export const engineOf = (visit, role) => visit.page.evaluate((role) => {
  const row = [...document.querySelectorAll('#engines .engine')].find((e) => e.querySelector('.role').textContent === role);
  const text = (selector) => row.querySelector(selector)?.textContent ?? '';
  return { engine: row.querySelector('select')?.value ?? text('.name'), status: text('.status'), note: text('.note') };
}, role);

/** Types, and waits until the answer was heard: {turn, rate, text, trace}. */
export async function ask(visit, question) {
  const after = await visit.count();
  await visit.page.locator('#say').fill(question);
  await visit.page.keyboard.press('Enter');
  const { turn, sample_rate: rate } = await visit.message('VisavisTurn', { after });
  const { text } = await visit.message('VisavisHeardText', { after, match: { turn }, timeout: 40_000 });
  return { turn, rate, text, trace: await visit.trace() };
}

/** Waits for a notice. */
export const noticed = (visit, pattern) => visit.when(`notice ${pattern}`, (pattern) =>
  new RegExp(pattern, 'is').test(document.querySelector('#notices').innerText), pattern);

/** Pictures of the page as it is now, on a desktop and a phone. */
export async function pictures(visit, name) {
  for (const [device, viewport] of Object.entries({ desktop, phone })) {
    await visit.page.setViewportSize(viewport);
    await visit.picture(`vendors-${name}-${device}`);
  }
  await visit.page.setViewportSize(desktop);
}
