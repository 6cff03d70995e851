import { describe, expect, it } from 'vitest';
import type { FaceState } from '../face';
import type { Channels } from '../mouth';
import { Random } from '../random';
import { restChannels } from '../rig';
import type { Rig } from '../rig';
import { Blink } from './blink';
import { Life } from './life';

const frame = 1000 / 60;

/** Runs for `ms` from `from` and calls `see` with every frame's time and rig. */
function run(life: Life, from: number, ms: number, see: (now: number, rig: Rig) => void, mouth: Channels | null = null): void {
  for (let now = from; now < from + ms; now += frame) see(now, life.step(now, mouth));
}

function awake(state: FaceState, seed = 1, calm = false): Life {
  const life = new Life(seed, 0.3, calm);
  life.enter(state);
  return life;
}

/** Largest value of something over a run. */
function peak(life: Life, from: number, ms: number, of: (rig: Rig) => number, mouth: Channels | null = null): number {
  let most = -Infinity;
  run(life, from, ms, (_, rig) => { most = Math.max(most, of(rig)); }, mouth);
  return most;
}

describe('blinking', () => {
  it.each([['idle', 8, 21], ['speaking', 10.5, 32.5]] as const)('%s: as often as people do', (state, least, most) => {
    const blink = new Blink(new Random(4));
    let count = 0;
    let shut = false;
    const minutes = 20;
    for (let now = 0; now < minutes * 60000; now += frame) {
      const down = blink.step(now, state) > 0.5;
      if (down && !shut) count++;
      shut = down;
    }
    expect(count / minutes).toBeGreaterThan(least);
    expect(count / minutes).toBeLessThan(most);
  });

  it('closes faster than it opens', () => {
    const blink = new Blink(new Random(1));
    blink.trigger(1000);
    const at = (ms: number): number => blink.step(1000 + ms, 'idle');
    expect(at(75)).toBe(1);
    expect(at(130)).toBeGreaterThan(0.2);
    expect(at(251)).toBe(0);
  });
});

describe('gaze', () => {
  it('is with the listener most of the time while listening', () => {
    let contact = 0;
    let frames = 0;
    run(awake('listening'), 0, 60000, (_, rig) => {
      frames++;
      if (Math.hypot(rig.gazeX + rig.yaw, rig.gazeY + rig.pitch) < 3.5) contact++;
    });
    expect(contact / frames).toBeGreaterThan(0.75);
  });

  it.each([1, 2, 3, 4, 5])('goes up and aside within 300 ms of thinking (seed %i)', (seed) => {
    const life = awake('idle', seed);
    run(life, 0, 1500, () => {});
    life.enter('thinking');
    let away = 0;
    run(life, 1500, 330, (_, rig) => { away = Math.abs(rig.gazeX + rig.yaw); });
    expect(away).toBeGreaterThan(4);
  });
});

describe('head', () => {
  it('stays within what the painter can turn', () => {
    const life = awake('idle', 9);
    for (let i = 0; i < 8; i++) { life.nod(); life.shake(); life.stress(); }
    run(life, 0, 5000, (_, rig) => {
      expect(Math.abs(rig.yaw)).toBeLessThanOrEqual(12);
      expect(Math.abs(rig.pitch)).toBeLessThanOrEqual(8);
    });
  });

  it('dips on a stressed word', () => {
    const still = awake('speaking');
    const beating = awake('speaking');
    let dip = 0;
    run(still, 0, 1000, () => {});
    run(beating, 0, 1000, () => {});
    beating.stress();
    for (let now = 1000; now < 1400; now += frame) {
      dip = Math.min(dip, beating.step(now, null).pitch - still.step(now, null).pitch);
    }
    expect(dip).toBeLessThan(-1.5);
  });

  it('nods when the speaker pauses after a while', () => {
    const nodded = (speech: number): number => {
      const life = awake('listening');
      const still = awake('listening');
      let dip = 0;
      for (let now = 0; now < speech + 2500; now += frame) {
        life.hear(now < speech ? 0.5 : 0);
        dip = Math.min(dip, life.step(now, null).pitch - still.step(now, null).pitch);
      }
      return dip;
    };
    expect(nodded(1500)).toBeLessThan(-2);
    expect(nodded(300), 'a cough deserves no nod').toBeGreaterThan(-2);
  });
});

describe('mood', () => {
  it('comes within 400 ms and is gone after 6 s', () => {
    const life = awake('idle');
    run(life, 0, 1000, () => {});
    life.feel('happy');
    expect(peak(life, 1000, 400, (r) => r.face.smile)).toBeGreaterThan(0.8);
    run(life, 1400, 5600, () => {});
    expect(life.step(7000, null).face.smile).toBeLessThan(0.3);
  });

  it('leaves a speaking mouth mostly alone, but not the eyes', () => {
    const felt = (mouth: Channels | null): Rig => {
      const life = awake('speaking');
      run(life, 0, 1000, () => {}, mouth);
      life.feel('happy');
      run(life, 1000, 600, () => {}, mouth);
      return structuredClone(life.step(1600, mouth));
    };
    const silent = felt(null);
    const talking = felt(restChannels());
    expect(talking.face.smile).toBeLessThan(0.5 * silent.face.smile);
    expect(talking.face.squint).toBeCloseTo(silent.face.squint, 1);
  });

  it('gives way to another', () => {
    const life = awake('idle');
    life.feel('happy');
    run(life, 0, 800, () => {});
    life.feel('sad');
    run(life, 800, 900, () => {});
    expect(life.step(1700, null).face.smile).toBeLessThan(-0.2);
  });
});

describe('mouth', () => {
  const open: Channels = { jaw: 0.6, width: 0.3, round: 0, seal: 0, lipteeth: 0, tongue: 0.5 };

  it('passes channels on untouched while speaking', () => {
    expect(awake('speaking').step(0, open).mouth).toEqual(open);
  });

  it.each([['silence', null], ['speech that goes on', open]] as const)('lets go within 100 ms when startled into %s', (_, after) => {
    const life = awake('speaking');
    run(life, 0, 500, () => {}, open);
    life.startle();
    const jaw = (ms: number): number => life.step(500 + ms, after).mouth.jaw;
    if (after) expect(jaw(120)).toBeCloseTo(0.6);
    else {
      expect(jaw(40), 'it does not jump').toBeGreaterThan(0.1);
      expect(jaw(110)).toBeCloseTo(0.03);
    }
  });

  it('opens for a quick breath before speaking', () => {
    const life = awake('thinking');
    run(life, 0, 1000, () => {});
    const before = life.step(1000, null).breath;
    life.enter('speaking');
    expect(peak(life, 1000, 400, (r) => r.face.jaw)).toBeGreaterThan(0.05);
    expect(life.step(1400, null).breath).toBeGreaterThan(Math.min(0.9, before + 0.05));
  });
});

describe('sleep', () => {
  it('keeps the eyes shut before the first conversation, and opens them after', () => {
    const life = awake('asleep');
    expect(life.step(0, null).lidLeft).toBe(0);
    life.enter('idle');
    expect(peak(life, 0, 1000, (r) => r.lidLeft)).toBeGreaterThan(0.95);
  });
});

describe('reduced motion', () => {
  it('does not sway, and moves half as far', () => {
    const calm = peak(awake('idle', 3, true), 0, 20000, (r) => Math.abs(r.sway));
    expect(calm).toBe(0);
    const range = (less: boolean): number => peak(awake('idle', 3, less), 0, 20000, (r) => Math.abs(r.yaw));
    expect(range(true)).toBeLessThan(0.7 * range(false));
  });
});
