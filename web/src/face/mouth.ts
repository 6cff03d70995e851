import { clamp, smoothstep } from './ease';
import { classOf } from './phones';
import type { PhoneClass, Pull } from './phones';

/** One mouth shape of a turn, as it comes over the wire. */
export interface Shape {
  start: number; // samples from the first of the turn
  end: number;
  viseme: number; // Oculus id, 0..14
  strength: number; // 0..1: how far the mouth goes towards the shape
  phone: string; // ARPAbet in capitals, "SIL" for a pause, "" when unknown
}

/** The six things a mouth does. All 0..1 but width, -1 (narrow) .. 1 (wide). */
export interface Channels {
  jaw: number;
  width: number;
  round: number;
  seal: number;
  lipteeth: number;
  tongue: number;
}

type Blended = 'jaw' | 'width' | 'round' | 'tongue';
const blended = ['jaw', 'width', 'round', 'tongue'] as const satisfies readonly Blended[];

/** Lips at rest are not pressed shut. */
const rest: Readonly<Record<Blended, number>> = { jaw: 0.03, width: 0, round: 0, tongue: 0 };

const reachMs = 300; // a shape further away than this pulls at nothing
const rampMs = 50; // lips close and part in this time
const shutMs = 45; // with the ramps this covers two frames at 60 Hz, even when one comes a frame late
const pauseMs = 120; // a shorter pause does not relax the mouth
const relaxMs = 110;
const easeInMs = 40; // how long before the first lead the mouth is still at rest
const edgeMs = 100; // by which the first shape is led up to, and the last one left

/** A shape with everything precomputed, times in ms. */
interface Segment {
  kind: PhoneClass;
  start: number;
  end: number;
  centre: number;
  plateau: number;
  tauBefore: number;
  tauAfter: number;
  strength: number;
  shutFrom: number;
  shutUntil: number;
}

/**
 * The mouth of one turn over time: blends shapes by dominance (Cohen and Massaro) and then applies
 * what speech does not forgive: p b m shut the lips, f v put the lip to the teeth.
 * Not smoothed afterwards, for smoothing eats closures.
 */
export class MouthTrack {
  private readonly msPerSample: number;
  private segments: Segment[] = [];
  private longest = 0; // ms, of all segments
  private from = Infinity; // ms: shapes are known from here
  private until = -Infinity;
  private readonly out: Channels = { jaw: rest.jaw, width: 0, round: 0, seal: 0, lipteeth: 0, tongue: 0 };

  /** `rate`: samples per second of the turn. */
  constructor(rate: number) {
    this.msPerSample = 1000 / rate;
  }

  /** Shapes may come in any order and overlap; only clear and dropFrom take them back. */
  add(shapes: Shape[]): void {
    let inOrder = true;
    for (const shape of shapes) {
      this.from = Math.min(this.from, shape.start * this.msPerSample);
      this.until = Math.max(this.until, shape.end * this.msPerSample);
      const kind = classOf(shape.phone, shape.viseme);
      if (!kind && this.isPause(shape)) continue;
      const segment = this.segment(kind ?? brief, shape);
      inOrder &&= segment.start >= (this.segments.at(-1)?.start ?? -Infinity);
      this.longest = Math.max(this.longest, segment.end - segment.start);
      this.segments.push(segment);
    }
    if (!inOrder) this.segments.sort((a, b) => a.start - b.start);
  }

  /** Takes back the shapes that begin at a sample or later. */
  dropFrom(sample: number): void {
    const end = sample * this.msPerSample;
    this.segments = this.segments.filter((s) => s.start < end);
    this.until = Math.min(this.until, end);
    if (this.until <= this.from) this.clear();
  }

  /** Whether the voice has told its shapes around a sample, be it a pause. */
  covers(sample: number): boolean {
    const now = sample * this.msPerSample;
    return now >= this.from - edgeMs && now <= this.until + edgeMs;
  }

  clear(): void {
    this.segments = [];
    this.longest = 0;
    this.from = Infinity;
    this.until = -Infinity;
  }

  /**
   * The mouth at a sample. `loudness` (0..1) of the voice there opens vowels further.
   * The result is reused by the next call.
   */
  at(sample: number, loudness: number): Channels {
    const now = sample * this.msPerSample;
    const first = this.firstAfter(now - reachMs - this.longest);
    this.blend(now, first, 0.75 + 0.5 * clamp(loudness));
    this.close(now, first);
    return this.out;
  }

  private isPause(shape: Shape): boolean {
    return (shape.end - shape.start) * this.msPerSample > pauseMs;
  }

  private segment(kind: PhoneClass, shape: Shape): Segment {
    const start = shape.start * this.msPerSample;
    const end = Math.max(start, shape.end * this.msPerSample);
    const length = end - start;
    const shutLength = 0.8 * length;
    const more = Math.max(0, shutMs - shutLength) / 2; // on both sides
    return {
      kind, start, end,
      centre: start + 0.4 * length,
      plateau: 0.3 * length,
      tauBefore: kind.lead / 2.3,
      tauAfter: kind.trail / 2.3,
      strength: clamp(shape.strength),
      shutFrom: start - more,
      shutUntil: start + shutLength + more,
    };
  }

  /** Index of the first segment that starts at or after `ms`. */
  private firstAfter(ms: number): number {
    let low = 0;
    let high = this.segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.segments[middle]?.start ?? Infinity) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private blend(now: number, first: number, gain: number): void {
    const idle = this.idleness(now, first);
    for (const channel of blended) {
      let weight = idle;
      let sum = idle * rest[channel];
      for (let i = first; i < this.segments.length; i++) {
        const s = this.segments[i];
        if (!s || s.start > now + reachMs) break;
        const pull = s.kind[channel];
        if (!pull) continue;
        const d = dominance(s, pull, now);
        weight += d;
        sum += d * target(s, channel, pull, gain);
      }
      const floor = channel === 'width' ? -1 : 0;
      this.out[channel] = clamp(sum / weight, floor, 1);
    }
  }

  /** How strongly the mouth wants to rest: hardly within speech, entirely away from it. */
  private idleness(now: number, first: number): number {
    let away = 1;
    for (let i = first; i < this.segments.length; i++) {
      const s = this.segments[i];
      if (!s || s.start > now + reachMs) break;
      const since = smoothstep(0, relaxMs, now - s.end);
      const until = smoothstep(easeInMs, easeInMs + relaxMs, s.start - now);
      away = Math.min(away, Math.max(since, until));
    }
    return 0.02 + away;
  }

  private close(now: number, first: number): void {
    const { out } = this;
    out.seal = 0;
    out.lipteeth = 0;
    for (let i = first; i < this.segments.length; i++) {
      const s = this.segments[i];
      if (!s || s.start > now + reachMs) break;
      if (s.kind.seals) out.seal = Math.max(out.seal, shutness(s, now));
      if (s.kind.bites) out.lipteeth = Math.max(out.lipteeth, shutness(s, now));
    }
    out.lipteeth *= 1 - out.seal;
    out.jaw *= (1 - out.seal) * (1 - out.lipteeth);
  }
}

/** Stands for a pause too short to relax in: it asks for nothing. */
const brief: PhoneClass = { lead: 40, trail: 40 };

function dominance(s: Segment, pull: Pull, now: number): number {
  const distance = Math.max(0, Math.abs(now - s.centre) - s.plateau);
  return pull[1] * Math.exp(-distance / (now < s.centre ? s.tauBefore : s.tauAfter));
}

/** Vowels open with stress and loudness; what a consonant needs, it needs at a whisper too. */
function target(s: Segment, channel: Blended, pull: Pull, gain: number): number {
  if (!s.kind.vowel) return pull[0];
  const reach = 0.4 + 0.6 * s.strength;
  return channel === 'jaw' ? pull[0] * reach * gain : pull[0] * reach;
}

function shutness(s: Segment, now: number): number {
  return Math.min(
    smoothstep(s.shutFrom - rampMs, s.shutFrom, now),
    1 - smoothstep(s.shutUntil, s.shutUntil + rampMs, now),
  );
}
