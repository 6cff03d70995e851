import { Microphone, MicrophoneError } from './audio/microphone.ts';
import { micRate, type Frame } from './audio/framer.ts';
import { Player } from './audio/player.ts';
import { Uplink } from './audio/uplink.ts';
import { Conversation, type Moment } from './conversation.ts';
import type { CallEvent, ConnectionStatus, MicrophoneStatus } from './events.ts';
import { History } from './history.ts';
import { decode, type Agent, type ClientMessage } from './protocol.ts';
import { Connection } from './socket.ts';
import type { Trace } from './trace.ts';

const voiceRate = 24000; // asked of the server; each turn says what it really has
const keepAliveMs = 5000;

/** What the user chose; members that are absent are the server's choice. */
export interface Choices { voice?: string; brain?: string; prompt?: string }

/** A voice or brain as Settings and Update messages name it. */
const provider = (model: string): { provider: { type: string; model: string } } =>
  ({ provider: { type: 'visavis', model } });

/**
 * One call: loudspeaker, microphone and connection around a conversation. It knows no DOM; all that
 * happens is emitted. Made by open, in answer to a click.
 */
export class Call {
  private readonly player: Player;
  private readonly connection: Connection;
  private readonly uplink = new Uplink();
  private readonly history = new History();
  private readonly tell: (event: CallEvent) => void;
  private readonly trace: Trace | undefined;
  private readonly keepAlive: ReturnType<typeof setInterval>;
  private choices: Choices;
  private conversation: Conversation;
  private microphone: Microphone | null = null;
  private muted = false;
  private lastFrameAt = -Infinity;
  private over = false;

  static async open(url: string, choices: Choices, tell: (event: CallEvent) => void, trace?: Trace): Promise<Call> {
    const call = new Call(await Player.open(), url, choices, tell, trace);
    call.connection.open();
    call.soundState();
    void call.openMicrophone();
    return call;
  }

  private constructor(
    player: Player,
    url: string,
    choices: Choices,
    tell: (event: CallEvent) => void,
    trace: Trace | undefined,
  ) {
    this.player = player;
    this.choices = choices;
    this.tell = tell;
    this.trace = trace;
    this.conversation = this.converse();
    this.connection = new Connection(url, {
      opened: () => this.connection.send(this.settings()),
      text: (frame) => this.received(frame),
      binary: (frame) => this.conversation.audio(frame, performance.now()),
      status: (status) => this.connectionChanged(status),
    });
    player.onposition = () => this.conversation.progress(performance.now());
    player.onended = (turn) => this.conversation.played(turn, performance.now());
    player.onoverflow = () => this.warn('AUDIO_OVERFLOW', 'The reply is too long to be kept; its end was dropped.');
    player.onstate = () => this.soundState();
    this.keepAlive = setInterval(() => this.stayAlive(), keepAliveMs);
  }

  /** What the listener hears now. */
  moment(now: number): Moment | null {
    return this.conversation.moment(now);
  }

  say(text: string): void {
    this.conversation.say(text);
  }

  /** Stops the reply. */
  hush(): void {
    this.conversation.hush(performance.now());
  }

  choose(choices: Choices): void {
    this.choices = { ...this.choices, ...choices };
    const { voice, brain, prompt } = choices;
    if (voice) this.connection.send({ type: 'UpdateSpeak', speak: provider(voice) });
    if (brain) this.connection.send({ type: 'UpdateThink', think: provider(brain) });
    if (prompt) this.connection.send({ type: 'UpdatePrompt', prompt });
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.microphone?.mute(muted);
    if (this.microphone) this.microphoneStatus(muted ? 'muted' : 'on');
  }

  /** Connects now instead of when the next attempt is due. */
  reconnect(): void {
    this.connection.open();
  }

  /** Asks for sound and microphone to go on after the browser has paused them. */
  resume(): void {
    this.player.resume();
    this.microphone?.resume();
  }

  /** Asks for the microphone, again when there was none. */
  async openMicrophone(): Promise<void> {
    if (this.microphone) return;
    this.microphoneStatus('asking');
    try {
      await this.adopt(await Microphone.open((frame) => this.frame(frame)));
    } catch (error) {
      this.microphoneStatus(error instanceof MicrophoneError ? error.fault : 'failed');
    }
  }

  async close(): Promise<void> {
    this.over = true;
    clearInterval(this.keepAlive);
    this.connection.close();
    await Promise.all([this.player.close(), this.microphone?.close()]);
  }

  private async adopt(microphone: Microphone): Promise<void> {
    if (this.over) return microphone.close();
    this.microphone = microphone;
    microphone.onlost = () => this.microphoneLost(microphone);
    this.mute(this.muted);
  }

  private microphoneLost(microphone: Microphone): void {
    this.microphone = null;
    void microphone.close();
    this.microphoneStatus('lost');
  }

  private frame({ pcm, level }: Frame): void {
    this.lastFrameAt = performance.now();
    this.uplink.push(pcm);
    this.tell({ type: 'level', level });
  }

  private stayAlive(): void {
    if (performance.now() - this.lastFrameAt > keepAliveMs) this.connection.send({ type: 'KeepAlive' });
  }

  private converse(): Conversation {
    return new Conversation({
      loudspeaker: this.player,
      send: (message) => this.connection.send(message),
      emit: (event) => this.emit(event),
      trace: this.trace,
    });
  }

  private received(frame: string): void {
    const message = decode(frame, (fault) => this.warn('UNREADABLE_MESSAGE', fault));
    if (!message) return;
    if (message.type === 'SettingsApplied') this.applied();
    this.conversation.receive(message, performance.now());
  }

  private applied(): void {
    this.connection.settled();
    const { connection } = this;
    this.uplink.open({
      get bufferedAmount() {
        return connection.bufferedAmount;
      },
      send: (pcm) => connection.sendAudio(pcm),
    });
  }

  // A lost session takes its replies with it: what is still queued would never be answered for.
  private connectionChanged(status: ConnectionStatus): void {
    if (status.status === 'connecting' || status.status === 'waiting') {
      this.uplink.close();
      this.conversation.hush(performance.now());
      this.player.reset();
      this.history.seal();
      this.conversation = this.converse();
    }
    this.tell({ type: 'connection', ...status });
  }

  private settings(): ClientMessage {
    return {
      type: 'Settings',
      visavis: { version: 1 },
      audio: {
        input: { encoding: 'linear16', sample_rate: micRate },
        output: { encoding: 'linear16', sample_rate: voiceRate, container: 'none' },
      },
      agent: this.agent(),
    };
  }

  private agent(): Agent {
    const { voice, brain, prompt } = this.choices;
    const agent: Agent = {};
    if (voice) agent.speak = provider(voice);
    if (brain || prompt) agent.think = { ...(brain && provider(brain)), ...(prompt && { prompt }) };
    const { messages } = this.history;
    if (messages.length > 0) agent.context = { messages }; // a lost session goes on
    return agent;
  }

  private emit(event: CallEvent): void {
    this.history.add(event);
    this.tell(event);
  }

  private warn(code: string, message: string): void {
    this.tell({ type: 'trouble', severity: 'warning', code, message });
  }

  private soundState(): void {
    this.tell({ type: 'sound', running: this.player.running });
  }

  private microphoneStatus(status: MicrophoneStatus): void {
    this.tell({ type: 'microphone', status });
  }
}
