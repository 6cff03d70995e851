// The vendors, simulated: see bench/simulate.
import { execFileSync, spawn } from 'node:child_process';
import { out } from './binary.mjs';
import { until } from './wait.mjs';
import { writeWav } from './wav.mjs';

const binary = new URL('../bin/simulate', import.meta.url).pathname;

/** What every key begins with, and nothing else may hold. */
export const mark = 'mark-of-a-secret';

export class Simulation {
  #child;
  #exited;
  #printed = '';
  #complaint = '';
  #env = {};

  /** Starts the simulators. hears are sentences, files {url: file}, faults as in the flag. */
  static async start({ hears = [], files = {}, faults = [] } = {}) {
    const each = (flag, list) => list.flatMap((value) => [flag, value]);
    const simulation = new Simulation();
    await simulation.#start(['-key', mark, ...each('-hears', hears), ...each('-fault', faults),
      ...each('-file', Object.entries(files).map(([url, file]) => `${url}=${file}`))]);
    return simulation;
  }

  /** The environment in which visavis has the keys of these vendors, by default of all. */
  env(...vendors) {
    const names = vendors.length > 0 ? vendors : ['DEEPGRAM', 'OPENAI', 'GEMINI', 'GOOGLE_GEMINI', 'ANTHROPIC'];
    const wanted = new RegExp(`^(${names.join('|')})_(API_KEY|BASE_URL)$`);
    return Object.fromEntries(Object.entries(this.#env).filter(([name]) => wanted.test(name)));
  }

  /** What each vendor has seen: {open, requests, violations}. */
  async status() {
    return (await fetch(this.#env.SIMULATE_STATUS)).json();
  }

  /** Has all calls suffer a fault from now on. */
  async fault(text) {
    const response = await fetch(this.#env.SIMULATE_STATUS, { method: 'POST', body: text });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Ends; fails if a rule of a vendor's was broken. */
  async stop() {
    this.#child.kill('SIGINT');
    if ((await this.#exited) !== 0) throw new Error(this.#complaint);
  }

  async #start(args) {
    this.#child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout.on('data', (data) => (this.#printed += data));
    this.#child.stderr.on('data', (data) => (this.#complaint += data));
    this.#exited = new Promise((resolve) => this.#child.once('exit', resolve));
    await until('the simulators serve', () => /SIMULATE_STATUS=.*\n/.test(this.#printed));
    this.#env = Object.fromEntries(this.#printed.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }
}

/** What is said in samples in the code of the simulated voices. */
export function decoded(samples, rate, name) {
  const file = `${out}${name}.wav`;
  writeWav(file, samples, rate);
  return execFileSync(binary, ['-read', file], { encoding: 'utf8' }).trim();
}

/** Writes a text in the code and returns the file. */
export function coded(text, name) {
  const file = `${out}${name}.wav`;
  execFileSync(binary, ['-say', text, '-o', file]);
  return file;
}
