// Mono 16-bit WAV files.
import { readFileSync, writeFileSync } from 'node:fs';

/** Reads a mono 16-bit WAV file: {rate, samples}. */
export function readWav(file) {
  const bytes = readFileSync(file);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${file} is no WAV file`);
  const format = chunk(bytes, 'fmt ');
  if (format.readUInt16LE(2) !== 1 || format.readUInt16LE(14) !== 16) throw new Error(`${file} is not mono 16-bit`);
  return { rate: format.readUInt32LE(4), samples: toSamples(chunk(bytes, 'data')) };
}

export function writeWav(file, samples, rate) {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length * 2, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length * 2, 40);
  writeFileSync(file, Buffer.concat([header, toBytes(samples)]));
}

/** Little-endian 16-bit samples of a buffer. */
export function toSamples(bytes) {
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2);
  return samples;
}

export function toBytes(samples) {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Loudness of samples, 0..1. */
export function rms(samples, from = 0, to = samples.length) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (samples[i] / 32768) ** 2;
  return to > from ? Math.sqrt(sum / (to - from)) : 0;
}

function chunk(bytes, name) {
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === name) return bytes.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size & 1);
  }
  throw new Error(`WAV file without "${name}"`);
}
