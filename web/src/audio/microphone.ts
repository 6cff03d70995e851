import captureUrl from './capture-worklet.ts?worker&url';
import { micRate, type Frame } from './framer.ts';

/** Why there is no microphone. */
export type MicrophoneFault = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed';

export class MicrophoneError extends Error {
  readonly fault: MicrophoneFault;
  constructor(fault: MicrophoneFault, cause?: unknown) {
    super(`no microphone: ${fault}`, { cause });
    this.fault = fault;
  }
}

/** What getUserMedia's errors mean to somebody who wants to talk. */
export function microphoneFault(error: unknown): MicrophoneFault {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

async function ask(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new MicrophoneError('insecure');
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new MicrophoneError(microphoneFault(error), error);
  }
}

// Chromium resamples for us when asked for 16 kHz; Firefox refuses to join a source of another
// rate, and then the worklet resamples.
function connect(stream: MediaStream): [AudioContext, MediaStreamAudioSourceNode] {
  const wanted = new AudioContext({ sampleRate: micRate });
  try {
    return [wanted, wanted.createMediaStreamSource(stream)];
  } catch {
    void wanted.close();
    const native = new AudioContext();
    return [native, native.createMediaStreamSource(stream)];
  }
}

/** The user's microphone: 20 ms frames at 16 kHz until close. */
export class Microphone {
  /** The device went away: unplugged, or taken back by the browser. */
  onlost: () => void = () => undefined;

  private readonly stream: MediaStream;
  private readonly context: AudioContext;

  /** Asks the user; throws a MicrophoneError. frame is called 50 times a second. */
  static async open(frame: (frame: Frame) => void): Promise<Microphone> {
    const stream = await ask();
    try {
      const [context, source] = connect(stream);
      await context.audioWorklet.addModule(captureUrl);
      return new Microphone(stream, context, source, frame);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw new MicrophoneError('failed', error);
    }
  }

  private constructor(
    stream: MediaStream,
    context: AudioContext,
    source: MediaStreamAudioSourceNode,
    frame: (frame: Frame) => void,
  ) {
    this.stream = stream;
    this.context = context;
    const node = new AudioWorkletNode(context, 'visavis-capture', { numberOfOutputs: 0 });
    node.port.onmessage = (event: MessageEvent<Frame>) => frame(event.data);
    source.connect(node);
    for (const track of stream.getAudioTracks()) track.onended = () => this.onlost();
  }

  /** A muted microphone goes on sending, silence: the server's clock is the audio. */
  mute(muted: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = !muted;
  }

  resume(): void {
    if (this.context.state !== 'running') this.context.resume().catch(() => undefined);
  }

  async close(): Promise<void> {
    for (const track of this.stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
    await this.context.close();
  }
}
