import { backoff } from './backoff.ts';
import type { ConnectionStatus } from './events.ts';
import { encode, type ClientMessage } from './protocol.ts';

/** What comes over a Connection. */
export interface ConnectionHandler {
  opened(): void;
  text(frame: string): void;
  binary(frame: ArrayBuffer): void;
  status(status: ConnectionStatus): void;
}

/** A websocket that comes back by itself, later and later, until it is closed. */
export class Connection {
  private readonly url: string;
  private readonly handler: ConnectionHandler;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;

  constructor(url: string, handler: ConnectionHandler) {
    this.url = url;
    this.handler = handler;
  }

  /** Connects at once, also when an attempt is due only later. */
  open(): void {
    clearTimeout(this.timer);
    this.drop();
    this.handler.status({ status: 'connecting' });
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.handler.opened();
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.received(event.data);
    socket.onclose = (event) => void this.closed(event.reason);
    this.socket = socket;
  }

  /** The conversation works: the next loss is waited out from the shortest time again. */
  settled(): void {
    this.attempt = 0;
    this.handler.status({ status: 'open' });
  }

  get bufferedAmount(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /** Sends, or forgets the message when there is no connection. */
  send(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(encode(message));
  }

  sendAudio(pcm: Int16Array<ArrayBuffer>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(pcm);
  }

  close(): void {
    clearTimeout(this.timer);
    this.drop();
    this.handler.status({ status: 'closed' });
  }

  private received(data: string | ArrayBuffer): void {
    if (typeof data === 'string') this.handler.text(data);
    else this.handler.binary(data);
  }

  private async closed(reason: string): Promise<void> {
    this.drop();
    const wait = backoff(this.attempt++, Math.random());
    const retryAt = performance.now() + wait;
    this.timer = setTimeout(() => this.open(), wait);
    const timer = this.timer;
    this.handler.status({ status: 'waiting', retryAt, reason });
    const told = reason || (await refusal(this.url));
    if (told !== reason && timer === this.timer && !this.socket) {
      this.handler.status({ status: 'waiting', retryAt, reason: told });
    }
  }

  private drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

/**
 * Why the server refuses, in its own words. A browser keeps the answer to a failed websocket
 * handshake to itself, but tells that to an ordinary request.
 */
async function refusal(url: string): Promise<string> {
  try {
    const response = await fetch(url.replace(/^ws/, 'http'), { signal: AbortSignal.timeout(3000) });
    if (response.status === 401) return 'reload this page to sign in again'; // its cookie has ended
    if (response.status !== 429 && response.status < 500) return '';
    const body = (await response.json()) as { err_msg?: unknown; message?: unknown };
    return String(body.err_msg ?? body.message ?? '');
  } catch {
    return ''; // the server is not there, which the page says anyway
  }
}
