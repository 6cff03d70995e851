// Functions that a model calls: of a client, of an HTTP endpoint and of an MCP server.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { Agent, settings } from './agent.mjs';
import { ask, perform, pictures, stage } from './scene.mjs';
import { decoded } from './simulate.mjs';
import { until, words } from './wait.mjs';

const weather = {
  name: 'get_weather',
  description: 'The weather of a place at present.',
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};

describe('functions', { concurrency: true }, () => {
  test('a client\'s own: it is asked, and what it answers is said', { timeout: 60_000 }, async (t) => {
    const { server } = await stage(t, 'tools-client');
    const agent = await Agent.connect(server, settings({ think: { provider: { type: 'open_ai', model: 'gpt-6-luna' }, functions: [weather] } }));
    t.after(() => agent.close());
    agent.send({ type: 'InjectUserMessage', content: 'How is the weather in Oslo and in Rome?' });
    const { functions } = await agent.message('FunctionCallRequest');
    assert.deepEqual(functions.map((f) => [f.name, JSON.parse(f.arguments), f.client_side]),
      [['get_weather', { place: 'Oslo' }, true], ['get_weather', { place: 'Rome' }, true]]);
    functions.forEach(({ id, name }, i) =>
      agent.send({ type: 'FunctionCallResponse', id, name, content: ['snow', 'sunshine'][i] }));
    const said = await agent.said('assistant', agent.mark);
    assert.deepEqual(words(said.content), words('I was told: snow and sunshine.'));
    await agent.message('AgentAudioDone');
    assert.deepEqual(words(decoded(Agent.joined(agent.audio), 24000, 'tools-client-reply')), words(said.content));
  });

  test('an HTTP endpoint of the operator\'s: the page says how long it took', { timeout: 60_000 }, async (t) => {
    const asked = [];
    const endpoint = createServer(async (request, response) => {
      for await (const chunk of request) asked.push(JSON.parse(chunk));
      setTimeout(() => response.end('fog'), 300);
    });
    await new Promise((done) => endpoint.listen(0, '127.0.0.1', done));
    t.after(() => endpoint.close());
    const { visit } = await perform(t, 'tools-http', {
      config: `greeting: ""\ntools:\n  - name: get_weather\n    description: ${weather.description}\n`
        + `    parameters: ${JSON.stringify(weather.parameters)}\n    url: http://127.0.0.1:${endpoint.address().port}/now\n    method: POST\n`,
    });
    await visit.message('SettingsApplied');
    const { text } = await ask(visit, 'How is the weather in Oslo?');
    assert.equal(text, 'I was told: fog.');
    assert.deepEqual(asked, [{ place: 'Oslo' }]);
    const [, ms] = /Functions\s+(\d+) ms/.exec(await visit.page.locator('#latency .legend').innerText());
    assert.ok(ms >= 300 && ms < 1000, `${ms} ms`);
    assert.ok(!visit.texts.some((frame) => frame.includes('get_weather')), 'the operator\'s tools are nobody else\'s affair');
    await pictures(visit, 'functions');
  });

  test('an MCP server', { timeout: 60_000 }, async (t) => {
    const program = new URL('mcp-server.mjs', import.meta.url).pathname;
    const { server } = await stage(t, 'tools-mcp', {
      config: `mcp:\n  tides: {command: ${JSON.stringify([process.execPath, program])}}\n`,
    });
    await until('the server says what it can', () => /^tools .*tide/m.test(server.log));
    const agent = await Agent.connect(server);
    t.after(() => agent.close());
    agent.send({ type: 'InjectUserMessage', content: 'When can I sail in Oslo?' });
    const said = await agent.said('assistant', { messages: 0 });
    assert.deepEqual(words(said.content), words('I was told: high water in Oslo at noon.'));
    assert.equal((await server.metrics()).visavis_tool_calls_total, 1);
  });
});
