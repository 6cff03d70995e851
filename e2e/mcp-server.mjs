// An MCP server on standard input and output with one tool: the tide at a place. See
// https://modelcontextprotocol.io/specification, "stdio".
import { createInterface } from 'node:readline';

const tide = {
  name: 'tide',
  description: 'The tide at a place.',
  inputSchema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'tides', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [tide] }),
  'tools/call': ({ arguments: { place } }) => ({ content: [{ type: 'text', text: `high water in ${place} at noon` }] }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue; // a notification
  const result = answers[method]?.(params ?? {});
  const error = { code: -32601, message: `there is no ${method}` };
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...(result ? { result } : { error }) }) + '\n');
}
