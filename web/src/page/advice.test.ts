import { describe, expect, it } from 'vitest';
import type { MicrophoneStatus } from '../events.ts';
import { connectionAdvice, engineAdvice, microphoneAdvice, troubleAdvice } from './advice.ts';

const ok = { name: 'x', ok: true, note: '' };

describe('advice', () => {
  it('says nothing while all is well', () => {
    for (const status of ['on', 'muted', 'off'] satisfies MicrophoneStatus[]) expect(microphoneAdvice(status)).toBeNull();
    expect(engineAdvice({ listen: ok, think: ok, speak: ok, brains: [], voices: null })).toBeNull();
  });

  it('always mentions typing when there is no microphone', () => {
    const faults = ['denied', 'missing', 'busy', 'lost', 'insecure', 'failed'] satisfies MicrophoneStatus[];
    for (const status of faults) expect(microphoneAdvice(status)!.text).toMatch(/typ(e|ing)/i);
  });

  it('hands on what would mend an engine', () => {
    const listen = { name: 'sphinx', ok: false, note: 'apt-get install libpocketsphinx3' };
    expect(engineAdvice({ listen, think: ok, speak: ok, brains: [], voices: [] })!.text)
      .toBe('It cannot hear you, so please type. apt-get install libpocketsphinx3');
  });

  it('counts down and quotes the server', () => {
    expect(connectionAdvice(3, '').text).toBe('The server does not answer. Trying again in 3 s.');
    expect(connectionAdvice(3, 'Too many conversations.').text)
      .toBe('The server says: Too many conversations. Trying again in 3 s.');
  });

  it('tells a change of engines from a loss of words', () => {
    const refused = 'deepgram/nova-3 refused the key; sphinx takes over.';
    const ears = troubleAdvice('warning', 'ASR_CONNECTION_CLOSED', refused);
    expect(ears).toMatchObject({ title: 'Other ears are listening now.', text: refused });
    expect(troubleAdvice('warning', 'SPEAK_REQUEST_FAILED', 'The voice failed.').title).toBe('My voice failed me.');
    const none = 'sphinx failed; nothing is left to take over. It will be tried again.';
    expect(troubleAdvice('warning', 'ASR_CONNECTION_CLOSED', none).text).toBe(`${none} You can type.`);
  });

  it('never shows a code, but keeps it for whoever looks closer', () => {
    for (const code of ['ASR_CONNECTION_CLOSED', 'SERVER_GOING_AWAY', 'SOMETHING_NEW']) {
      const { title, text, detail } = troubleAdvice('warning', code, 'The recogniser failed.');
      const lost = connectionAdvice(3, code);
      expect(`${title} ${text} ${lost.title} ${lost.text}`).not.toMatch(/[A-Z]_[A-Z]/);
      expect(detail).toBe(`${code}: The recogniser failed.`);
      expect(lost.detail).toBe(code);
    }
    expect(troubleAdvice('error', 'SOMETHING_NEW', 'The recogniser failed.').text).toBe('The recogniser failed.');
  });
});
