// A real browser with a recording as its microphone, and an ear at its loudspeaker.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { chromium } from 'playwright-core';
import { out } from './binary.mjs';
import { toSamples } from './wav.mjs';

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=user-gesture-required',
  '--use-fake-device-for-media-stream',
];

/**
 * Opens url in a browser of its own. microphone is a WAV file, played once from the moment the page
 * opens its microphone; without one the browser refuses the microphone.
 */
export async function browse(url, { microphone, viewport = desktop, colorScheme = 'light' } = {}) {
  const profile = mkdtempSync(`${tmpdir()}/visavis-e2e-`);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    ignoreDefaultArgs: ['--mute-audio'],
    args: [...flags, ...(microphone
      ? ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}%noloop`]
      : ['--deny-permission-prompts'])],
    viewport,
    colorScheme,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const visit = new Visit(page, async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  await page.addInitScript(ear);
  await page.goto(url);
  return visit;
}

/** A page that is open. problems are the errors on its console. */
export class Visit {
  problems = [];
  received = []; // binary frames from the server: {turn, samples}
  texts = []; // text frames, both ways
  close;
  #turn = 0;

  constructor(page, close) {
    this.page = page;
    this.close = close;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (m) => m.type() === 'error' && this.problems.push(m.text()));
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => this.#frame(payload));
      socket.on('framesent', ({ payload }) => typeof payload === 'string' && this.texts.push(payload));
    });
  }

  /** What the page noted of the call (web/src/trace.ts) and the ear of its loudspeaker. */
  async trace() {
    return this.page.evaluate(() => {
      const { frames, messages, heard, cuts, captions, states, stale } = window.__visavis;
      const lists = Object.entries({ frames, messages, heard, cuts, captions, states });
      const copies = lists.map(([name, list]) => [name, Array.from(list)]);
      return JSON.parse(JSON.stringify({ ...Object.fromEntries(copies), stale, ear: window.__ear, now: performance.now() }));
    });
  }

  /** Waits until test, a function run in the page with arg, is true. */
  async when(what, test, arg, timeout = 20_000) {
    try {
      return await this.page.waitForFunction(test, arg, { timeout, polling: 30 });
    } catch (error) {
      await this.picture(`failed-${what.replaceAll(' ', '-')}`);
      throw new Error(`waited ${timeout} ms in vain: ${what}\n${error.message}`);
    }
  }

  /** Waits for a message since the list had n entries; returns it. */
  async message(type, { after = 0, match = {}, timeout = 20_000 } = {}) {
    const found = await this.when(`message ${type}`, ([type, after, match]) => {
      const fits = ({ message }) => message.type === type && Object.entries(match).every(([k, v]) => message[k] === v);
      return window.__visavis?.messages.slice(after).find(fits)?.message;
    }, [type, after, match], timeout);
    return found.jsonValue();
  }

  /** How many messages there are by now. */
  count() {
    return this.page.evaluate(() => window.__visavis?.messages.length ?? 0);
  }

  /** Waits for a state of the face since the list had n entries. */
  async state(state, { after = 0, timeout = 20_000 } = {}) {
    await this.when(`state ${state}`, ([state, after]) =>
      window.__visavis?.states.slice(after).some((s) => s.state === state), [state, after], timeout);
  }

  /** Silences a reply with the Escape key once its first words were heard. */
  async hush(turn) {
    await this.when(`words of turn ${turn}`, (turn) =>
      window.__visavis?.captions.some((c) => c.turn === turn && c.spoken > 1), turn);
    await this.page.keyboard.press('Escape');
    return this.message('VisavisHeardText', { match: { turn } });
  }

  picture(name) {
    return this.page.screenshot({ path: `${out}${name}.png` });
  }

  /** All samples received of a turn. */
  audioOf(turn) {
    return Int16Array.from(this.received.filter((f) => f.turn === turn).flatMap((f) => Array.from(f.samples)));
  }

  #frame(payload) {
    if (typeof payload !== 'string') {
      this.received.push({ turn: this.#turn, samples: toSamples(payload) });
      return;
    }
    this.texts.push(payload);
    const message = JSON.parse(payload);
    if (message.type === 'VisavisTurn') this.#turn = message.turn;
  }
}

/**
 * Runs in the page before its own code: notes as window.__ear what goes to the loudspeaker, as
 * {t, ms, rms} of each block of samples; t is performance.now() of the moment it comes out.
 */
function ear() {
  window.__ear = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) listen(this, target);
    return connect.call(this, target, ...rest);
  };
  function listen(node, destination) {
    const { context } = node;
    const tap = context.createScriptProcessor(512, 1, 1);
    tap.onaudioprocess = (event) => {
      const samples = event.inputBuffer.getChannelData(0);
      const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
      const { contextTime, performanceTime } = context.getOutputTimestamp();
      const rendered = event.playbackTime - samples.length / context.sampleRate;
      const ms = (1000 * samples.length) / context.sampleRate;
      window.__ear.push({ t: performanceTime + (rendered - contextTime) * 1000, ms, rms });
    };
    connect.call(node, tap);
    connect.call(tap, destination);
  }
}
