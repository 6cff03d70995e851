// The official JavaScript SDK converses.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { out, Server } from './binary.mjs';
import { assertAudible, assertRequests, assertUnderstood, expectWords, recording, sdk, Socket, spoken, stream } from './sdk.mjs';
import { stage } from './scene.mjs';
import { until, words } from './wait.mjs';
import { readWav, rms, toSamples } from './wav.mjs';

let server;
before(async () => {
  server = await Server.start('sdk-agent');
});
const made = { '/v1/agent/converse': 0 }; // requests to this server
after(async () => {
  await assertRequests(server, made);
  await server.stop();
});

function converse(to = server) {
  if (to === server) made['/v1/agent/converse']++;
  return Socket.open(sdk(to).agent.v1.connect());
}

/** Settings as the SDK's examples have them. */
const settings = ({ output = { encoding: 'linear16', sample_rate: 24000, container: 'none' }, functions, ...agent } = {}) => ({
  type: 'Settings',
  audio: { input: { encoding: 'linear16', sample_rate: 16000 }, output },
  agent: {
    language: 'en',
    listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3' } },
    think: { provider: { type: 'open_ai', model: 'gpt-4o-mini', temperature: 0.7 }, prompt: 'You are a helpful agent.', functions },
    speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
    ...agent,
  },
});

/** What a side says behind the first n messages. */
const text = (socket, role, after = 0) => socket.messages.slice(after).map((m) => m.message)
  .filter((m) => m.type === 'ConversationText' && m.role === role).map((m) => m.content).join(' ');

describe('agent v1', { concurrency: true }, () => {
  test('Settings, and a question at once; the answer is a WAV file', { timeout: 60_000 }, async () => {
    const socket = await converse();
    socket.send.sendSettings(settings({ output: { encoding: 'linear16', sample_rate: 16000, container: 'wav' } }));
    socket.send.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'what is seven times eight' });
    await socket.message('AgentAudioDone');
    const types = socket.messages.map((m) => m.message.type);
    assert.deepEqual(types.slice(0, 2), ['Welcome', 'SettingsApplied']);
    assert.equal(text(socket, 'user'), 'what is seven times eight');
    assert.match(text(socket, 'assistant'), /fifty.six/i);
    const wav = await socket.audio();
    assert.equal(wav.toString('latin1', 0, 4), 'RIFF');
    writeFileSync(`${out}sdk-agent.wav`, wav);
    const { rate, samples } = readWav(`${out}sdk-agent.wav`);
    assert.equal(rate, 16000);
    assertAudible('sdk-agent-reply', samples, rate, text(socket, 'assistant'));
    socket.leave();
  });

  test('replies as Opus: an Ogg file each, and packets', { timeout: 60_000 }, async () => {
    const greeting = 'What can you do? Tell me a joke.'; // which our own ears know
    const replies = {};
    for (const container of ['ogg', 'none']) {
      const socket = await converse();
      socket.send.sendSettings(settings({ output: { encoding: 'opus', sample_rate: 24000, bitrate: 32000, container }, greeting }));
      await socket.message('AgentAudioDone');
      replies[container] = await socket.audio();
      socket.leave();
    }
    assert.equal(replies.ogg.toString('latin1', 0, 4), 'OggS');
    writeFileSync(`${out}sdk-agent.opus`, replies.ogg);
    expectWords(`${out}sdk-agent.opus`, greeting); // which decodes it
    assert.ok(replies.none.length > 1000 && replies.none.length < replies.ogg.length, 'the same without pages');
  });

  test('a microphone and a greeting', { timeout: 60_000 }, async () => {
    const socket = await converse();
    socket.send.sendSettings(settings({ greeting: 'Hello! How can I help?' }));
    await socket.message('AgentAudioDone');
    assert.equal(text(socket, 'assistant'), 'Hello! How can I help?');
    const greeted = socket.messages.length;
    const heard = socket.bytes;
    await stream(await recording(spoken, { after: 1.5 }), (bytes) => socket.send.sendMedia(bytes));
    await socket.message('AgentAudioDone', { after: greeted });
    assert.deepEqual(words(text(socket, 'user', greeted)), words(spoken));
    const types = socket.messages.slice(greeted).map((m) => m.message.type);
    assert.ok(types.indexOf('UserStartedSpeaking') >= 0 && types.indexOf('UserStartedSpeaking') < types.indexOf('ConversationText'), types.join(' '));
    assert.ok(rms(toSamples(await socket.audio(heard))) > 0.01, 'the answer is audible');
    const strange = socket.messages.filter((m) => m.message.type.startsWith('Visavis'));
    assert.deepEqual(strange, [], 'the SDK never sees the extension');
    socket.leave();
  });

  test('everything that can be changed under way', { timeout: 60_000 }, async () => {
    const socket = await converse();
    const { send } = socket;
    send.sendSettings(settings());
    send.sendUpdatePrompt({ type: 'UpdatePrompt', prompt: 'Also answer in French.' });
    await socket.message('PromptUpdated');
    send.sendUpdateSpeak({ type: 'UpdateSpeak', speak: { provider: { type: 'deepgram', model: 'aura-2-asteria-en' } } });
    await socket.message('SpeakUpdated');
    send.sendUpdateThink({ type: 'UpdateThink', think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'Be brief.' } });
    await socket.message('ThinkUpdated');
    send.sendUpdateListen({ type: 'UpdateListen', listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3', keyterms: ['Visavis'] } } });
    await socket.message('ListenUpdated');
    send.sendKeepAlive({ type: 'KeepAlive' });
    send.sendInjectAgentMessage({ type: 'InjectAgentMessage', message: 'Are you still there?' });
    await socket.message('AgentAudioDone');
    assert.equal(text(socket, 'assistant'), 'Are you still there?');
    assert.deepEqual(socket.of('Error'), []);
    socket.leave();
  });

  test('a function of the client', { timeout: 60_000 }, async (t) => {
    const { server: armed } = await stage(t, 'sdk-functions');
    const socket = await converse(armed);
    const weather = {
      name: 'get_weather',
      description: 'The weather of a place at present.',
      parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
    };
    socket.send.sendSettings(settings({ think: { provider: { type: 'open_ai', model: 'gpt-6-luna' }, functions: [weather] } }));
    socket.send.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'How is the weather in Oslo?' });
    const { functions: [call] } = await socket.message('FunctionCallRequest');
    assert.equal(call.client_side, true);
    assert.deepEqual(JSON.parse(call.arguments), { place: 'Oslo' });
    socket.send.sendFunctionCallResponse({ type: 'FunctionCallResponse', id: call.id, name: call.name, content: 'snow' });
    await socket.message('AgentAudioDone');
    assert.deepEqual(words(text(socket, 'assistant')), words('I was told: snow.'));
    socket.leave();
  });

  test('Settings that cannot be used', { timeout: 60_000 }, async () => {
    const socket = await converse();
    socket.send.sendSettings(settings({ output: { encoding: 'linear16', sample_rate: 100, container: 'none' } }));
    const error = await socket.message('Error');
    assert.equal(error.code, 'INVALID_SETTINGS');
    assert.match(error.description, /audio\.output\.sample_rate/);
    await until('the server closes', () => socket.closed.length > 0);
    assert.equal(socket.closed[0].code, 1008);
    socket.send.close(); // the SDK would connect again
  });
});

test('what was spoken can be understood', { timeout: 60_000 }, assertUnderstood);
