// The microphone's end in the audio thread: blocks in, 20 ms frames out.

import { Framer, mixDown } from './framer.ts';

class Capture extends AudioWorkletProcessor {
  private readonly framer = new Framer(sampleRate);

  process(inputs: Float32Array[][]): boolean {
    const mono = mixDown(inputs[0] ?? []);
    if (mono) this.framer.push(mono, (frame) => this.port.postMessage(frame, [frame.pcm.buffer]));
    return true;
  }
}

registerProcessor('visavis-capture', Capture);
