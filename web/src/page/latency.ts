import type { CallEvent } from '../events.ts';
import { make } from './dom.ts';

type Latency = Extract<CallEvent, { type: 'latency' }>;
/** rare: not mentioned where it took no time. */
type Part = { key: string; label: string; ms: (latency: Latency) => number; rare?: true };

const parts: Part[] = [
  { key: 'hangover', label: 'Turn detection', ms: ({ stages }) => stages.hangover_ms },
  { key: 'listen', label: 'Recogniser', ms: ({ stages }) => stages.listen_ms },
  { key: 'think', label: 'Brain', ms: ({ stages }) => stages.think_ms },
  { key: 'tools', label: 'Functions', ms: ({ stages }) => stages.tools_ms ?? 0, rare: true },
  { key: 'speak', label: 'Voice', ms: ({ stages }) => stages.speak_ms },
  { key: 'ours', label: 'visavis itself', ms: ({ stages }) => stages.orchestration_ms },
  { key: 'page', label: 'Arrival to ear', ms: ({ pageMs }) => pageMs },
];
const kept = 4;

/** Where each answer's time went: a bar per turn, the numbers of the last one as a table. */
export class LatencyPanel {
  private readonly body: HTMLElement;
  private readonly total: HTMLElement;
  private turns: Latency[] = [];

  constructor(body: HTMLElement, total: HTMLElement) {
    this.body = body;
    this.total = total;
  }

  add(latency: Latency): void {
    this.turns = [latency, ...this.turns].slice(0, kept);
    const longest = Math.max(...this.turns.map(sum));
    const bars = this.turns.map((turn) => bar(turn, longest));
    this.total.textContent = milliseconds(sum(latency));
    this.body.replaceChildren(make('div', 'bars', ...bars), legend(latency), table(latency));
  }
}

// The parts of a turn that are worth a mention.
function partsOf(latency: Latency): Part[] {
  return parts.filter(({ rare, ms }) => !rare || ms(latency) > 0);
}

function sum(latency: Latency): number {
  return latency.stages.total_ms + latency.pageMs;
}

// Bars and legend repeat the table for the eye.
function bar(latency: Latency, longest: number): HTMLElement {
  const segments = partsOf(latency).map(({ key, ms }) => {
    const segment = make('span', `segment ${key}`);
    segment.style.flexGrow = String(Math.max(0, ms(latency)));
    return segment;
  });
  const filled = make('span', 'filled', ...segments);
  filled.style.width = `${(100 * sum(latency)) / longest}%`;
  return silent(make('div', 'bar', make('span', 'track', filled), make('span', 'number', milliseconds(sum(latency)))));
}

function legend(latency: Latency): HTMLElement {
  const entries = partsOf(latency).map(({ key, label, ms }) =>
    make('span', '', make('i', `swatch ${key}`), label, make('b', '', milliseconds(ms(latency)))));
  return silent(make('div', 'legend', ...entries));
}

function silent(element: HTMLElement): HTMLElement {
  element.setAttribute('aria-hidden', 'true');
  return element;
}

function table(latency: Latency): HTMLElement {
  const rows = partsOf(latency).map(({ label, ms }) => row(label, ms(latency)));
  const caption = make('caption', '', 'The last answer, from the end of your words to the first sound of the reply');
  const body = make('tbody', '', ...rows, row('Together', sum(latency)));
  return make('div', 'sr', make('table', '', caption, body));
}

function row(label: string, ms: number): HTMLElement {
  const head = make('th', '', label);
  head.scope = 'row';
  return make('tr', '', head, make('td', '', milliseconds(ms)));
}

function milliseconds(ms: number): string {
  return `${ms >= 0.05 && ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
