// HeadAudio's processor, fed as an AudioWorklet would feed it.
import { readFileSync } from 'node:fs';
import { Processor } from '@met4citizen/headaudio/modules/processor.mjs';
import { Training } from '@met4citizen/headaudio/modules/training.mjs';

const names = ['aa', 'E', 'I', 'O', 'U', 'PP', 'SS', 'TH', 'DD', 'FF', 'kk', 'nn', 'RR', 'CH', 'sil'];
const block = 128;
const file = new URL(import.meta.resolve('@met4citizen/headaudio/dist/model-en-mixed.bin'));

/** The visemes of 16-bit mono PCM, each until the next: the processor's own, not those of its page. */
export async function headAudio(pcm, rate) {
  const events = [];
  const port = { postMessage: (event) => events.push(event) };
  const processor = new Processor({ sampleRate: rate }, { port });
  const { model } = await loadModel();
  processor._onmessage({ data: { event: 'model', model } });
  const samples = Float32Array.from(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length >> 1), (s) => s / 32768);
  for (let i = 0; i < samples.length; i += block) processor.process(samples.subarray(i, i + block));
  return entries(events, samples.length / rate);
}

/** Its loader wants an address; ours are files. */
async function loadModel() {
  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response(readFileSync(file));
  try {
    return await new Training().loadModel('model');
  } finally {
    globalThis.fetch = fetch;
  }
}

function entries(events, end) {
  const shown = [];
  for (const e of events) {
    if (e.event !== 'viseme' && e.event !== 'ended') continue;
    if (shown.length) shown.at(-1).end = e.t;
    shown.push({ start: e.t, end, value: e.event === 'ended' ? 'sil' : names[e.viseme] ?? 'sil' });
  }
  return shown;
}
