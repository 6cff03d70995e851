// Rhubarb Lip Sync, compiled to WebAssembly. It takes 16 kHz.
import { Rhubarb } from 'rhubarb-lip-sync-wasm';

/** The mouth cues of 16-bit mono PCM. They may overlap: the later of two is meant. */
export async function rhubarb(pcm, text) {
  const { log, error } = console;
  console.log = console.error = () => {}; // it is chatty
  try {
    return (await Rhubarb.getLipSync(Buffer.from(pcm), { dialogText: text })).mouthCues;
  } finally {
    Object.assign(console, { log, error });
  }
}
