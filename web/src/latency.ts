import type { Moment } from './conversation.ts';
import type { CallEvent } from './events.ts';
import type { Stages } from './protocol.ts';

/** Puts the server's account of a turn's latency and the page's own part together. */
export class Latencies {
  private readonly emit: (event: CallEvent) => void;
  private readonly stages = new Map<number, Stages>();
  private readonly pageMs = new Map<number, number>();

  constructor(emit: (event: CallEvent) => void) {
    this.emit = emit;
  }

  server(turn: number, stages: Stages): void {
    this.stages.set(turn, stages);
    this.tell(turn);
  }

  /** The page's part, known as soon as anything of the turn is heard. */
  page({ turn, heard }: Moment, now: number): void {
    if (turn.arrivedAt === null || heard.sample <= 0 || this.pageMs.has(turn.turn)) return;
    this.pageMs.set(turn.turn, now - (heard.sample / heard.rate) * 1000 - turn.arrivedAt);
    this.tell(turn.turn);
  }

  private tell(turn: number): void {
    const stages = this.stages.get(turn);
    const pageMs = this.pageMs.get(turn);
    if (!stages || pageMs === undefined) return;
    this.stages.delete(turn);
    this.emit({ type: 'latency', turn, stages, pageMs });
  }
}
