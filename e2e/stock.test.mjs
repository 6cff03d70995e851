// The same conversation through a client that knows the stock agent protocol only.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Agent, replyRate, settings } from './agent.mjs';
import { out, run, Server } from './binary.mjs';
import { say } from './mic.mjs';
import { sleep, until, words } from './wait.mjs';
import { rms, writeWav } from './wav.mjs';

let server;
before(async () => {
  server = await Server.start('stock');
});
after(() => server?.stop());

/** Fails if the client was sent anything that is not in the stock protocol. */
function assertStock(agent) {
  const strange = agent.messages.map((m) => m.message.type).filter((type) => type.startsWith('Visavis'));
  assert.deepEqual(strange, [], 'a stock client never sees the extension');
}

/** The text of all clauses that the agent said since a mark. */
const reply = (agent, mark) => agent.since(mark).messages.map((m) => m.message)
  .filter((m) => m.type === 'ConversationText' && m.role === 'assistant').map((m) => m.content).join(' ');

/** How many of the words of a text are in another, 0..1. */
function share(text, within) {
  const found = new Set(words(within));
  const all = words(text);
  return all.filter((w) => found.has(w)).length / all.length;
}

// They take their time and little else: all at once.
describe('a stock client', { concurrency: true }, () => {
  test('a spoken question gets a spoken answer', { timeout: 60_000 }, async (t) => {
    const question = 'what can you do';
    const speech = await say(question, 'rms');
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    agent.openMicrophone();
    await sleep(500);
    const mark = agent.mark;
    await agent.speak(speech);
    const spoken = performance.now();
    const user = await agent.said('user', mark);
    await agent.message('AgentAudioDone', { after: mark, ms: 30_000 });

    const { messages, audio } = agent.since(mark);
    const types = messages.map((m) => m.message.type);
    assert.deepEqual(words(user.content), words(question), 'the transcript is the question');
    assert.ok(types.indexOf('UserStartedSpeaking') < types.indexOf('ConversationText'), types.join(' '));
    assert.equal(messages.find((m) => m.message.type === 'ConversationText').message.role, 'user');
    const samples = Agent.joined(audio);
    t.diagnostic(`first audio ${(audio[0].t - spoken).toFixed(0)} ms after the question's last frame, ${(samples.length / replyRate).toFixed(1)} s of it`);
    assert.ok(audio[0].t - spoken < 3000, 'the answer comes in time');
    assert.ok(rms(samples) > 0.01, 'it is audible');

    const wav = `${out}stock-reply.wav`;
    writeWav(wav, samples, replyRate);
    const { stdout } = await run(['transcribe', wav]);
    const understood = share(reply(agent, mark), stdout);
    t.diagnostic(`of "${reply(agent, mark)}" our own ears heard ${(understood * 100).toFixed(0)} %: "${stdout.trim()}"`);
    assert.ok(understood >= 0.5, 'the audio is the text');
    assertStock(agent);
  });

  test('text straight after Settings is answered', { timeout: 30_000 }, async (t) => {
    const agent = await Agent.connect(server, null);
    t.after(() => agent.close());
    agent.send(settings());
    agent.send({ type: 'InjectUserMessage', content: 'what is seven times eight' });
    await agent.message('AgentAudioDone');
    const types = agent.messages.map((m) => m.message.type);
    assert.deepEqual(types.slice(0, 2), ['Welcome', 'SettingsApplied']);
    assert.match(reply(agent, { messages: 0 }), /fifty.six/i);
    assert.ok(rms(Agent.joined(agent.audio)) > 0.01);
    assertStock(agent);
  });

  test('a greeting is said when asked for, and a history is remembered', { timeout: 30_000 }, async (t) => {
    const messages = [
      { type: 'History', role: 'user', content: 'my name is Ada' },
      { type: 'History', role: 'assistant', content: 'Nice to meet you, Ada.' },
    ];
    const agent = await Agent.connect(server, settings({ greeting: 'Welcome back.', context: { messages } }));
    t.after(() => agent.close());
    assert.equal((await agent.said('assistant')).content, 'Welcome back.');
    await agent.message('AgentAudioDone');
    const mark = agent.mark;
    agent.send({ type: 'InjectUserMessage', content: 'what is my name' });
    await agent.message('AgentAudioDone', { after: mark });
    assert.match(reply(agent, mark), /\bAda\b/);
    assertStock(agent);
  });

  test('speaking over the reply stops its audio', { timeout: 60_000 }, async (t) => {
    const speech = await say('what did i hear', 'rms');
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    agent.openMicrophone();
    agent.send({ type: 'InjectUserMessage', content: 'tell me a long story' });
    await until('the story is heard', () => agent.audio.length > 0);
    await sleep(4000);
    const mark = agent.mark;
    await agent.speak(speech);
    await agent.message('UserStartedSpeaking', { after: mark });
    await agent.said('user', mark);
    await agent.message('AgentAudioDone', { after: mark, ms: 30_000 });

    const events = agent.since(mark);
    const stopped = events.messages.find((m) => m.message.type === 'UserStartedSpeaking').t;
    const answered = events.messages.find((m) => m.message.role === 'assistant' && m.t > stopped).t;
    t.diagnostic(`stopped ${(stopped - mark.t).toFixed(0)} ms after the first word`);
    assert.ok(stopped - mark.t < 2000, 'it stops while the user speaks');
    const late = events.audio.filter((a) => a.t > stopped + 5 && a.t < answered);
    assert.equal(late.length, 0, 'no audio of the story comes after it was stopped');
    const quoted = /heard from me were: (.*?)\.|as far as: (.*?)\./.exec(reply(agent, mark));
    assert.ok(quoted, `the brain knows that it was stopped: ${reply(agent, mark)}`);
    t.diagnostic(`it believes that this was heard last: ${quoted[1] ?? quoted[2]}`);
    assertStock(agent);
  });

  test('a conversation under way takes updates', { timeout: 30_000 }, async (t) => {
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    agent.send({ type: 'UpdatePrompt', prompt: 'Answer politely.' });
    await agent.message('PromptUpdated');
    agent.send({ type: 'UpdateSpeak', speak: { provider: { type: 'deepgram', model: 'rms' } } });
    await agent.message('SpeakUpdated');
    agent.send({ type: 'InjectUserMessage', content: 'hello' });
    await agent.message('AgentAudioDone');
    assert.ok(rms(Agent.joined(agent.audio)) > 0.01);
    assertStock(agent);
  });

  test('the agent refuses to talk over itself', { timeout: 30_000 }, async (t) => {
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    agent.send({ type: 'InjectUserMessage', content: 'tell me a story' });
    await until('the story is heard', () => agent.audio.length > 0);
    agent.send({ type: 'InjectAgentMessage', message: 'By the way.' });
    await agent.message('InjectionRefused');
    assertStock(agent);
  });

  test('a connection lives on KeepAlive alone, which has no answer', { timeout: 30_000 }, async (t) => {
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    const mark = agent.mark;
    for (let i = 0; i < 3; i++) {
      agent.send({ type: 'KeepAlive' });
      await sleep(4000);
    }
    assert.equal(agent.closed, null);
    assert.deepEqual(agent.since(mark).messages, []);
  });

  test('a connection ends when the client says nothing at all', { timeout: 30_000 }, async (t) => {
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    const error = await agent.message('Error', { ms: 15_000 });
    assert.equal(error.code, 'CLIENT_MESSAGE_TIMEOUT');
    await until('connection is closed', () => agent.closed);
  });
});
