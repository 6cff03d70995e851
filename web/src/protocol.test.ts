import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, encode, type ClientMessage } from './protocol.ts';

// The vectors are shared with the server's tests: what both read alike is the protocol.
const folder = new URL('../../wire/testdata/', import.meta.url);
interface Vector { name: string; direction: string; extension: boolean; message: { type: string } }
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector);

const fail = (fault: string): void => {
  throw new Error(fault);
};

const optional = ['tools_ms'];

describe('decode', () => {
  const extension = vectors.filter((v) => v.direction === 'server' && v.extension);

  it('has vectors to read', () => expect(extension.length).toBeGreaterThan(10));

  it.each(extension)('reads every extension message: $name', ({ message }) => {
    expect(decode(JSON.stringify(message), fail)).toEqual(message);
  });

  it.each(vectors.filter((v) => v.direction === 'server'))('accepts or ignores $name', ({ message }) => {
    expect(() => decode(JSON.stringify(message), fail)).not.toThrow();
  });

  it.each(extension)('reports $name when a member is missing', ({ message }) => {
    for (const member of Object.keys(message).filter((key) => key !== 'type' && !optional.includes(key))) {
      const broken: Record<string, unknown> = { ...message };
      delete broken[member];
      const faults: string[] = [];
      expect(decode(JSON.stringify(broken), (f) => faults.push(f)), member).toBeNull();
      expect(faults, member).toEqual([`${message.type}.${member} is missing or malformed`]);
    }
  });

  it('ignores types it does not know, quietly', () => {
    expect(decode('{"type":"VisavisTomorrow"}', fail)).toBeNull();
    expect(decode('{"type":"constructor"}', fail)).toBeNull();
  });

  it.each(['', 'null', '[]', '{', '{"type":', '"x"', '{"kind":"x"}'])('reports nonsense: %s', (json) => {
    const faults: string[] = [];
    expect(decode(json, (f) => faults.push(f))).toBeNull();
    expect(faults).toHaveLength(1);
  });

  it.each([
    '{"type":"VisavisTurn","turn":1,"sample_rate":0}',
    '{"type":"VisavisTurn","turn":-1,"sample_rate":24000}',
    '{"type":"VisavisLips","turn":1,"shapes":[[0,1]]}',
    '{"type":"VisavisState","state":"dancing"}',
    '{"type":"VisavisCut","turn":1e999}',
    '{"type":"VisavisLatency","turn":3,"hangover_ms":1,"listen_ms":1,"think_ms":1,"tools_ms":"long","speak_ms":1,"orchestration_ms":1,"total_ms":5}',
  ])('reports values that no server may send: %s', (json) => {
    const faults: string[] = [];
    expect(decode(json, (f) => faults.push(f))).toBeNull();
    expect(faults).toHaveLength(1);
  });
});

describe('encode', () => {
  const vector = (name: string): unknown => vectors.find((v) => v.name === name)?.message;
  const sent: [string, ClientMessage][] = [
    ['visavis-heard', { type: 'VisavisHeard', turn: 3, sample: 41233, final: false }],
    ['visavis-heard-final', { type: 'VisavisHeard', turn: 3, sample: 91234, final: true }],
    ['inject-user-message', { type: 'InjectUserMessage', content: 'What is the time?' }],
    ['update-prompt', { type: 'UpdatePrompt', prompt: 'Also answer in French.' }],
    ['keep-alive', { type: 'KeepAlive' }],
    ['settings-extension', {
      type: 'Settings',
      visavis: { version: 1 },
      audio: {
        input: { encoding: 'linear16', sample_rate: 16000 },
        output: { encoding: 'linear16', sample_rate: 24000 },
      },
      agent: {},
    }],
  ];

  it.each(sent)('writes what the server reads: %s', (name, message) => {
    expect(JSON.parse(encode(message))).toEqual(vector(name));
  });
});
