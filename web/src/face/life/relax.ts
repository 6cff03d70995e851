import { lerp, smoothstep } from '../ease';
import type { Channels } from '../mouth';
import { restChannels } from '../rig';

const relaxMs = 100;

/**
 * Lets go of the mouth when speech breaks off. While speech runs it passes the channels on
 * untouched: smoothing would eat closures.
 */
export class Relax {
  private readonly rest = restChannels();
  private readonly shown = restChannels();
  private readonly from = restChannels();
  private start = -Infinity;
  private spoke = false;

  /** Begin to let go now, whatever comes next. */
  release(now: number): void {
    Object.assign(this.from, this.shown);
    this.start = now;
  }

  step(now: number, wanted: Channels | null): Channels {
    if (!wanted && this.spoke && now - this.start > relaxMs) this.release(now);
    this.spoke = wanted !== null;
    const target = wanted ?? this.rest;
    const t = smoothstep(0, relaxMs, now - this.start);
    for (const key of channelKeys) this.shown[key] = lerp(this.from[key], target[key], t);
    return this.shown;
  }
}

const channelKeys = ['jaw', 'width', 'round', 'seal', 'lipteeth', 'tongue'] as const satisfies readonly (keyof Channels)[];
