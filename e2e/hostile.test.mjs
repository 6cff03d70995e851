// Clients that are broken, rude or gone, and engines that die. After each the next conversation works.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Agent, settings } from './agent.mjs';
import { Server } from './binary.mjs';
import { say } from './mic.mjs';
import { sleep, until, words } from './wait.mjs';
import { rms } from './wav.mjs';

const megabyte = 1 << 20;
let server;
let memoryAtStart;

before(async () => {
  server = await Server.start('hostile');
  await converse();
  memoryAtStart = server.memory;
});
after(() => server?.stop());

const agents = [];

/** Connects for the time of a test. */
async function connect(first) {
  const agent = await Agent.connect(server, first);
  agents.push(agent);
  return agent;
}

/** A conversation like any other. */
async function converse() {
  const agent = await Agent.connect(server);
  agent.send({ type: 'InjectUserMessage', content: 'what is two plus two' });
  await agent.message('AgentAudioDone');
  const text = agent.messages.map((m) => m.message).filter((m) => m.role === 'assistant').map((m) => m.content).join(' ');
  assert.match(text, /four/i);
  assert.ok(rms(Agent.joined(agent.audio)) > 0.01, 'it sounds');
  await agent.close();
}

afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.close()));
  await converse();
  await until('all conversations have ended', async () => (await server.metrics()).visavis_sessions_open === 0, 20_000);
  assert.equal((await server.metrics()).visavis_panics_total, 0, 'nothing panicked');
});

/** The Error that a first message is answered with, and how the connection then ends, if it does. */
async function refusalOf(first) {
  const agent = await Agent.connect(server, null);
  agent.send(first);
  const { code, description } = await agent.message('Error');
  await sleep(100);
  const { closed } = agent;
  await agent.close();
  return { code, description, closed };
}

describe('messages', () => {
  test('broken JSON is told so and survived', async () => {
    const agent = await connect();
    for (const text of ['{"type":', 'null', '[]', '""', '{}', '{"type":7}', '\u0000', '{"type":"KeepAlive"', '[['.repeat(5000)]) {
      const mark = agent.mark;
      agent.send(text);
      const error = await agent.message('Error', { after: mark });
      assert.equal(error.code, 'UNPARSABLE_CLIENT_MESSAGE', text.slice(0, 40));
      assert.ok(error.description.length > 5 && error.description.length < 300, error.description);
    }
    const mark = agent.mark;
    agent.send({ type: 'InjectUserMessage', content: 'hello' });
    await agent.message('AgentAudioDone', { after: mark });
  });

  test('unknown and misplaced types are told so and survived', async () => {
    const agent = await connect();
    const cases = [
      [{ type: 'Sing' }, 'UNPARSABLE_CLIENT_MESSAGE'],
      [{ type: 'Welcome' }, 'UNPARSABLE_CLIENT_MESSAGE'],
      [{ type: 'VisavisHeard', turn: 1, sample: 5 }, 'UNPARSABLE_CLIENT_MESSAGE'],
      [{ type: 'InjectUserMessage', content: 5 }, 'UNPARSABLE_CLIENT_MESSAGE'],
      [settings(), 'SETTINGS_ALREADY_APPLIED'],
    ];
    for (const [message, code] of cases) {
      const mark = agent.mark;
      agent.send(message);
      assert.equal((await agent.message('Error', { after: mark })).code, code, JSON.stringify(message));
    }
    assert.equal(agent.closed, null);
    assert.equal((await refusalOf({ type: 'InjectUserMessage', content: 'hi' })).code, 'NON_SETTINGS_MESSAGE_BEFORE_SETTINGS');
  });

  test('wrong audio formats are refused by name', async () => {
    for (const rate of [0, -16000, 1, 44100.5, '16000', 1e9, null, {}]) {
      const first = settings();
      first.audio.input.sample_rate = rate;
      const { code, description } = await refusalOf(first);
      assert.equal(code, 'INVALID_SETTINGS', `input rate ${JSON.stringify(rate)}`);
      assert.match(description, /sample_rate/);
    }
    for (const encoding of ['aac', 'wax', '', 7]) {
      const first = settings();
      first.audio.output.encoding = encoding;
      if (encoding !== '') assert.equal((await refusalOf(first)).code, 'INVALID_SETTINGS', `output encoding ${encoding}`);
    }
  });

  test('usual and odd audio rates are heard', async () => {
    const speech = await say('what can you do', 'rms');
    for (const factor of [1, 2, 3]) {
      const first = settings();
      first.audio.input.sample_rate = 16000 * factor;
      first.audio.output.sample_rate = 8000 * factor;
      const agent = await connect(first);
      const stretched = Int16Array.from({ length: speech.length * factor }, (_, i) => speech[Math.floor(i / factor)]);
      const frame = 320 * factor;
      const quiet = new Int16Array(frame);
      for (let i = 0; i < 25; i++) agent.sendAudio(quiet);
      for (let i = 0; i < stretched.length; i += frame) agent.sendAudio(stretched.slice(i, i + frame));
      for (let i = 0; i < 60; i++) agent.sendAudio(quiet);
      const user = await agent.said('user');
      assert.deepEqual(words(user.content), words('what can you do'), `at ${16000 * factor} Hz`);
      await agent.close();
    }
  });

  test('odd pieces of audio are survived', async () => {
    const agent = await connect();
    for (const size of [0, 1, 3, 639, 641, 65535, 500_000]) agent.socket.send(Buffer.alloc(size, 0x55), { binary: true });
    await sleep(200);
    assert.equal(agent.closed, null);
  });

  test('a frame of 100 MB ends that connection, not the server', { timeout: 60_000 }, async (t) => {
    for (const binary of [true, false]) {
      const agent = await connect();
      agent.socket.send(Buffer.alloc(100 * megabyte, 'x'), { binary });
      await until('connection is closed', () => agent.closed, 20_000);
      assert.ok([1006, 1009].includes(agent.closed.code), `closed with ${agent.closed.code} ${agent.closed.reason}`);
    }
    t.diagnostic(`the server holds ${(server.memory / megabyte).toFixed(0)} MB`);
  });
});

describe('texts', () => {
  const texts = {
    'words of 300 letters': `${'antidisestablishment'.repeat(15)} ${'zzz'.repeat(100)} ${'b'.repeat(300)}`,
    emoji: '😀👩‍👩‍👧‍👦🏳️‍🌈 🤖🤖🤖 \u{1F9FF}\u200d\u{E0067} 👋🏽',
    'control characters': 'be\u0000ll\u0007 \u001b[31mred\u001b[0m \u202eright to left\u202c \ufeff\ufffe \ud800',
    'other scripts': 'Привет 你好 नमस्ते שלום ﷽ Z̸̧͈̼̓a̶l̵g̶o̷',
    markup: '<script>alert(1)</script> [[inpi:AA]] <speak><break time="9999s"/></speak> %s%n {{7*7}} \\x00',
    'a long text': 'to be or not to be that is the question '.repeat(200),
  };
  for (const [name, text] of Object.entries(texts)) {
    test(`${name} are said or passed over`, { timeout: 60_000 }, async () => {
      const agent = await connect();
      agent.send({ type: 'InjectAgentMessage', message: text });
      await until('a reaction', () => agent.audio.length > 0 || agent.messages.length > 2, 15_000);
      agent.send({ type: 'InjectUserMessage', content: text });
      const user = await agent.said('user');
      assert.ok(user.content.length > 0);
      await until('an answer', () => agent.messages.filter((m) => m.message.role === 'assistant').length > 0, 15_000);
      assert.equal(agent.closed, null);
    });
  }

  test('a text that is too long is refused', async () => {
    const agent = await connect();
    for (const type of ['InjectUserMessage', 'InjectAgentMessage']) {
      const mark = agent.mark;
      agent.send({ type, content: 'x'.repeat(20_000), message: 'x'.repeat(20_000) });
      assert.match((await agent.message('Error', { after: mark })).description, /bytes/);
    }
    assert.equal(agent.closed, null);
  });
});

describe('clients', () => {
  test('one that never reads is put out, and costs little', { timeout: 90_000 }, async (t) => {
    const { visavis_slow_clients_total: before } = await server.metrics();
    const agent = await connect();
    agent.socket.pause();
    const long = 'read this '.repeat(800);
    let most = 0;
    await until('it is put out', async () => {
      for (let i = 0; i < 100 && agent.socket.readyState === agent.socket.OPEN; i++) {
        agent.send({ type: 'InjectUserMessage', content: long });
      }
      most = Math.max(most, server.memory);
      assert.ok(most < memoryAtStart + 200 * megabyte, `the server holds ${(most / megabyte).toFixed(0)} MB`);
      return (await server.metrics()).visavis_slow_clients_total > before;
    }, 60_000, 200);
    t.diagnostic(`the server held ${(most / megabyte).toFixed(0)} MB at most`);
    agent.vanish();
  });

  test('one that vanishes in mid-sentence leaves nothing behind', { timeout: 30_000 }, async () => {
    const agent = await connect();
    agent.openMicrophone();
    const speaking = agent.speak(await say('what can you do', 'rms'));
    await agent.message('UserStartedSpeaking');
    agent.vanish();
    await Promise.race([speaking, sleep(1)]);
    const listener = await connect();
    listener.send({ type: 'InjectUserMessage', content: 'tell me a story' });
    await until('the story is heard', () => listener.audio.length > 0);
    listener.vanish();
  });

  test('twenty at once are all answered', { timeout: 60_000 }, async (t) => {
    const begun = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => converse()));
    t.diagnostic(`in ${(performance.now() - begun).toFixed(0)} ms; the server holds ${(server.memory / megabyte).toFixed(0)} MB`);
  });
});

describe('engines', () => {
  const back = async (engine, count) => {
    const begun = performance.now();
    await until(`${engine} is back`, () => server.workers.filter((w) => w.engine === engine).length >= count, 10_000, 5);
    return performance.now() - begun;
  };

  test('a voice that is killed while it speaks costs one turn at most', { timeout: 60_000 }, async (t) => {
    const agent = await connect();
    for (let round = 0; round < 2; round++) {
      const mark = agent.mark;
      agent.send({ type: 'InjectUserMessage', content: 'what is the date today' });
      await until('it speaks', () => agent.since(mark).audio.length > 0);
      const count = server.killWorkers('flite');
      assert.ok(count > 0, 'there is a voice to kill');
      t.diagnostic(`a new process after ${(await back('flite', count)).toFixed(0)} ms`);
      await agent.message('AgentAudioDone', { after: mark, ms: 30_000 });
    }
    assert.equal(agent.closed, null);
  });

  test('ears that are killed while they listen lose no word', { timeout: 60_000 }, async (t) => {
    const speech = await say('how do your lips work', 'rms');
    const agent = await connect();
    agent.openMicrophone();
    await sleep(300);
    const speaking = agent.speak(speech);
    await agent.message('UserStartedSpeaking');
    const count = server.workers.filter((w) => w.engine === 'sphinx').length;
    assert.ok(await server.killBusiest('sphinx'), 'there are ears to kill');
    t.diagnostic(`a new process after ${(await back('sphinx', count)).toFixed(0)} ms`);
    await speaking;
    const user = await agent.said('user', undefined, 20_000);
    assert.deepEqual(words(user.content), words('how do your lips work'));
  });

  test('an idle engine that is killed comes back', { timeout: 30_000 }, async (t) => {
    for (const engine of ['flite', 'espeak', 'sphinx']) {
      const count = server.killWorkers(engine);
      assert.ok(count > 0, `${engine} runs`);
      t.diagnostic(`${engine}: a new process after ${(await back(engine, count)).toFixed(0)} ms`);
    }
  });
});

test('memory stays bounded', async (t) => {
  await sleep(500);
  const grown = server.memory - memoryAtStart;
  t.diagnostic(`${(memoryAtStart / megabyte).toFixed(0)} MB at the start, ${(grown / megabyte).toFixed(1)} MB more now`);
  assert.ok(grown < 64 * megabyte);
});
