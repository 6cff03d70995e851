// The binary under test: its commands, and its server with the processes below it.
import { execFile, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { sleep, until } from './wait.mjs';

export const binary = new URL('../bin/visavis', import.meta.url).pathname;
export const out = new URL('./out/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });

/** The environment of tests: without what would have a vendor asked who costs money; what is learnt of
 *  voices stays here. */
const bare = Object.fromEntries(Object.entries(process.env)
  .filter(([name]) => !/^(DEEPGRAM|OPENAI|GEMINI|GOOGLE|ANTHROPIC)_/.test(name))
  .concat([['XDG_CACHE_HOME', `${out}cache`]]));

/** Runs a command to its end: {code, stdout, stderr}. Fails when it fails, unless mayFail. */
export function run(args, { env = {}, mayFail = false, input = '', timeout = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { env: { ...bare, ...env }, timeout, maxBuffer: 64 << 20 };
    const child = execFile(binary, args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (error && (!mayFail || typeof code !== 'number')) {
        reject(new Error(`visavis ${args.join(' ')}: ${error.message}\n${stderr}`));
      } else resolve({ code, stdout, stderr });
    });
    child.stdin.end(input);
  });
}

/** An environment in which the dynamic linker cannot open the libraries. */
export function without(...libraries) {
  const folder = `${out}hidden-${libraries.join('-')}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const library of libraries) writeFileSync(`${folder}/${library}`, 'not a library\n');
  return { LD_LIBRARY_PATH: folder };
}

export const voiceLibraries = ['libflite.so.1', 'libespeak-ng.so.1'];

/** A server under test. */
export class Server {
  #child;
  #exited;
  #log;

  /** Starts a server and waits until it serves and its recogniser is open. name is its log's. */
  static async start(name, { env = {}, args = [], port } = {}) {
    const server = new Server();
    server.port = port ?? (await freePort());
    await server.#start(name, env, args);
    await until('the recogniser is open', async () => (await server.health()).engines.listen.note !== 'opening', 60_000);
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that it has printed so far. */
  get log() {
    return readFileSync(this.#log, 'utf8');
  }

  get pid() {
    return this.#child.pid;
  }

  async health() {
    return (await fetch(`${this.url}/healthz`)).json();
  }

  /** The server's counters by name. */
  async metrics() {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)]));
  }

  /** Bytes of memory that the server itself uses; its engines not counted. */
  get memory() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]) * 1024;
  }

  /** The engines' processes: [{pid, engine}]. */
  get workers() {
    return processes().filter((p) => p.parent === this.pid).map(({ pid }) => ({ pid, engine: engineOf(pid) }));
  }

  /** Kills every worker of an engine, as a crash would; returns how many there were. */
  killWorkers(engine) {
    const victims = this.workers.filter((w) => w.engine === engine);
    for (const { pid } of victims) process.kill(pid, 'SIGKILL');
    return victims.length;
  }

  /** Kills the worker of an engine that computes most just now; false when there is none. */
  async killBusiest(engine) {
    const before = this.workers.filter((w) => w.engine === engine).map((w) => ({ ...w, ticks: ticksOf(w.pid) }));
    await sleep(300);
    const [busiest] = before.map((w) => ({ ...w, used: ticksOf(w.pid) - w.ticks })).sort((a, b) => b.used - a.used);
    if (busiest) process.kill(busiest.pid, 'SIGKILL');
    return busiest !== undefined;
  }

  async stop(signal = 'SIGTERM') {
    this.#child.kill(signal);
    await this.#exited;
  }

  async #start(name, env, args) {
    this.#log = `${out}${name}.log`;
    const log = createWriteStream(this.#log);
    this.#child = spawn(binary, ['serve', '-addr', `127.0.0.1:${this.port}`, ...args], {
      env: { ...bare, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout.pipe(log, { end: false });
    this.#child.stderr.pipe(log, { end: false });
    let over = false;
    this.#exited = new Promise((resolve) => this.#child.once('exit', (code, signal) => {
      over = true;
      log.end();
      resolve(code ?? signal);
    }));
    await until(`${name} serves`, async () => {
      if (over) throw new Error(`the server ended at once; see ${out}${name}.log`);
      return fetch(`${this.url}/healthz`).then((r) => r.ok, () => false);
    }, 30_000);
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const port = nextPort++;
    const probe = createServer();
    probe.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(freePort()) : reject(error)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

// Below the ports that the system hands out by itself, and each but once: several servers are started
// at the same time, and none may be taken for another.
let nextPort = 20_000 + (process.pid % 1000) * 10;

function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent) }];
    } catch {
      return []; // it has just ended
    }
  });
}

/** The processor time that a process has used, in clock ticks. */
function ticksOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13);
  return Number(user) + Number(system);
}

function engineOf(pid) {
  try {
    return /(?:^|\0)VISAVIS_WORKER=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}
