// The official JavaScript SDK in a browser, where credentials travel as subprotocols. sdk-access.test.mjs
// bundles this and calls what stands in window.sdk, each with {baseUrl} and {apiKey} or {accessToken}.
import { DeepgramClient } from '@deepgram/sdk';

/** Opens a socket that connect() has prepared. What comes is in messages and pieces. */
async function open(prepared) {
  const connection = await prepared;
  const socket = { connection, messages: [], pieces: [], opened: 0, closed: undefined };
  connection.on('open', () => socket.opened++);
  connection.on('message', (data) => (data instanceof Blob ? socket.pieces : socket.messages).push(data));
  socket.end = new Promise((resolve) => connection.on('close', ({ code }) => resolve(code)));
  connection.connect();
  await connection.waitForOpen();
  return socket;
}

const client = (options) => new DeepgramClient(options);

async function bytesOf(pieces) {
  return Array.from(new Uint8Array(await new Blob(pieces).arrayBuffer()));
}

window.sdk = {
  /** Sends a WAV file in pieces and returns what was understood. */
  async listen(options, wav) {
    const bytes = Uint8Array.from(wav);
    const socket = await open(client(options).listen.v1.connect({ model: 'nova-3' }));
    for (let at = 0; at < bytes.length; at += 4096) socket.connection.sendMedia(bytes.slice(at, at + 4096));
    socket.connection.sendCloseStream({ type: 'CloseStream' });
    const code = await socket.end;
    const text = socket.messages.filter((m) => m.type === 'Results' && m.is_final)
      .map((m) => m.channel.alternatives[0].transcript).join(' ');
    return { code, text, opened: socket.opened };
  },

  /** Has a text spoken and returns its samples' bytes, 24 kHz. */
  async speak(options, text) {
    const socket = await open(client(options).speak.v1.connect({ model: 'aura-2-thalia-en', encoding: 'linear16', sample_rate: 24000 }));
    socket.connection.sendText({ type: 'Speak', text });
    socket.connection.sendFlush({ type: 'Flush' });
    socket.connection.sendClose({ type: 'Close' });
    const code = await socket.end;
    return { code, bytes: await bytesOf(socket.pieces), opened: socket.opened };
  },

  /** Asks by text and returns what is answered. */
  async converse(options, content) {
    const socket = await open(client(options).agent.v1.connect());
    socket.connection.sendSettings({ type: 'Settings', audio: {}, agent: {} });
    socket.connection.sendInjectUserMessage({ type: 'InjectUserMessage', content });
    const done = () => socket.messages.some((m) => m.type === 'AgentAudioDone');
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 20));
    socket.connection.close();
    const text = socket.messages.filter((m) => m.type === 'ConversationText' && m.role === 'assistant').map((m) => m.content).join(' ');
    return { text, bytes: (await bytesOf(socket.pieces)).length, opened: socket.opened };
  },

  /** The same by requests, which go across origins. */
  async transcribe(options, wav) {
    const answer = await client(options).listen.v1.media.transcribeFile(Uint8Array.from(wav), { model: 'nova-3' });
    return answer.results.channels[0].alternatives[0].transcript;
  },

  async generate(options, text) {
    const answer = await client(options).speak.v1.audio.generate({ text, model: 'aura-2-thalia-en', encoding: 'linear16', container: 'wav' });
    return bytesOf([await answer.arrayBuffer()]);
  },

  /** Tries to connect, once; returns whether that went well. */
  async opens(options) {
    const connection = await client(options).speak.v1.connect({ model: 'aura-2-thalia-en', reconnectAttempts: 0 });
    const result = new Promise((resolve) => {
      connection.on('open', () => resolve(true));
      connection.on('error', () => resolve(false));
    });
    connection.connect();
    return result;
  },
};
