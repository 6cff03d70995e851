// The loudspeaker's end in the audio thread.

import { Playout, type Command } from './playout.ts';

class Player extends AudioWorkletProcessor {
  private readonly playout = new Playout(sampleRate, (notice) => this.port.postMessage(notice));

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<Command>) => this.playout.handle(event.data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channels = outputs[0] ?? [];
    const first = channels[0];
    if (first) this.playout.process(first, currentTime);
    for (const other of channels.slice(1)) other.set(first!);
    return true;
  }
}

registerProcessor('visavis-player', Player);
