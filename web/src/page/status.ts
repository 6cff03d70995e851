import type { ConnectionStatus } from '../events.ts';
import type { ConversationState } from '../protocol.ts';
import { connectionAdvice } from './advice.ts';
import { byId } from './dom.ts';
import type { Notices } from './notices.ts';

const names: Record<ConversationState, string> = {
  idle: 'Ready',
  listening: 'Listening',
  thinking: 'Thinking',
  speaking: 'Speaking',
};

/** The label that says how things stand, and the countdown while the connection is down. */
export class Status {
  private readonly label = byId('state', HTMLElement);
  private readonly text = byId('state-text', HTMLElement);
  private readonly notices: Notices;
  private readonly reconnect: () => void;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(notices: Notices, reconnect: () => void) {
    this.notices = notices;
    this.reconnect = reconnect;
  }

  state(state: ConversationState): void {
    this.show(state, names[state]);
  }

  connection(status: ConnectionStatus): void {
    clearInterval(this.timer);
    switch (status.status) {
      case 'connecting':
        return this.show('connecting', 'Connecting');
      case 'open':
        this.notices.put('connection', null);
        return this.state('idle');
      case 'closed':
        this.notices.put('connection', null);
        return this.show('asleep', 'Asleep');
      case 'waiting':
        this.show('lost', 'Disconnected');
        this.count(status.retryAt, status.reason);
        this.timer = setInterval(() => this.count(status.retryAt, status.reason), 250);
    }
  }

  private count(retryAt: number, reason: string): void {
    const seconds = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
    this.notices.put('connection', connectionAdvice(seconds, reason), 'error', this.reconnect);
  }

  private show(state: string, text: string): void {
    this.label.dataset['state'] = state;
    this.text.textContent = text;
  }
}
