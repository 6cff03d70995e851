import { describe, expect, it } from 'vitest';
import { looks } from '../looks';
import type { Channels } from '../mouth';
import { restRig } from '../rig';
import type { Expression, Rig } from '../rig';
import { lipsOf } from './lips';
import type { Lips } from './lips';

function rig(mouth: Partial<Channels>, face: Partial<Expression> = {}): Rig {
  const rest = restRig();
  return { ...rest, mouth: { ...rest.mouth, ...mouth }, face: { ...rest.face, ...face } };
}

const lips = (mouth: Partial<Channels>, face: Partial<Expression> = {}): Lips => lipsOf(looks.mira, rig(mouth, face));
const everyLook = Object.values(looks);
const moods: readonly Partial<Expression>[] = [
  {}, { smile: 1, jaw: 0.1 }, { smile: -0.6, press: 0.6 }, { sneer: 1 }, { stretch: 1, jaw: 0.2 },
];

describe('lips', () => {
  it.each(everyLook)('meet when sealed, whatever jaw and mood do: $name', (look) => {
    for (const face of moods) {
      const shut = lipsOf(look, rig({ jaw: 0.6, width: 0.5, round: 0.5, seal: 1 }, face));
      expect(shut.gap, JSON.stringify(face)).toBeLessThan(0.5);
    }
  });

  it('never cross', () => {
    for (const jaw of [0, 0.2, 0.6, 1]) for (const round of [0, 0.9]) for (const width of [-0.5, 0, 0.5]) for (const face of moods) {
      const { upperEdge, lowerEdge } = lips({ jaw, round, width }, face);
      upperEdge.forEach((p, i) => expect(p.y).toBeLessThanOrEqual((lowerEdge[i]?.y ?? 0) + 0.01));
    }
  });

  it('open with the jaw, narrow with rounding, widen with spreading', () => {
    expect(lips({ jaw: 0.6 }).gap).toBeGreaterThan(lips({ jaw: 0.2 }).gap + 15);
    expect(lips({ round: 0.9 }).width).toBeLessThan(0.75 * lips({}).width);
    expect(lips({ width: 0.5 }).width).toBeGreaterThan(1.05 * lips({}).width);
  });

  it('part a little for s, so that teeth show', () => {
    expect(lips({ jaw: 0.04, width: 0.25 }).gap).toBeGreaterThan(3);
  });

  it('raise their corners in a smile', () => {
    expect(lips({}, { smile: 0.8 }).cornerY).toBeLessThan(lips({}).cornerY - 6);
  });
});
