// A stand-in for an Ollama at its usual address whose model takes its time.
import { createServer } from 'node:http';
import { sleep } from './wait.mjs';

export const model = 'slowcoach:latest';

/** Starts it; undefined where the address is taken. prompts are the requests that came. */
export async function startOllama(answer, thinkMs) {
  const prompts = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/api/tags') return response.end(JSON.stringify({ models: [{ name: model }] }));
    prompts.push(JSON.parse(await bodyOf(request)));
    response.setHeader('content-type', 'text/event-stream');
    await sleep(thinkMs);
    for (const word of answer.split(/(?<= )/)) {
      const choices = [{ index: 0, delta: { role: 'assistant', content: word }, finish_reason: null }];
      response.write(`data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model, choices })}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  });
  const taken = await new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen(11434, '127.0.0.1', () => resolve(false));
  });
  return taken ? undefined : { prompts, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }) };
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
