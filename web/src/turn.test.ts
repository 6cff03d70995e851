import { describe, expect, it } from 'vitest';
import { Turn } from './turn.ts';

const turn = (): Turn => {
  const turn = new Turn(1, 1000);
  turn.addClause({ clause: 0, text: 'Hello there.', words: [[0, 400, 0, 5]] });
  turn.addClause({ clause: 0, text: 'Hello there.', words: [[400, 800, 6, 11]] });
  turn.addClause({ clause: 1, text: '😀', words: [] });
  turn.addClause({ clause: 2, text: 'I am Mira.', words: [[1000, 1100, 0, 1], [1100, 1300, 2, 4], [1300, 1900, 5, 9]] });
  return turn;
};

describe('Turn', () => {
  it.each([
    [-1, 0, 0], [0, 0, 1], [399, 0, 1], [400, 0, 2], [999, 0, 2], [1000, 2, 1], [5000, 2, 3],
  ])('at sample %d shows clause %d with %d words begun', (sample, clause, spoken) => {
    expect(turn().captionAt(sample)).toMatchObject({ turn: 1, clause, spoken });
  });

  it.each([
    [0, ''], [399, ''], [400, 'Hello'], [800, 'Hello there.'], [1299, 'Hello there. I'], [1900, 'Hello there. I am Mira.'],
  ])('at sample %d has let %j be heard', (sample, text) => expect(turn().heardText(sample)).toBe(text));

  it('forgets the times of a clause that another voice begins anew', () => {
    const t = turn();
    t.addShapes([[0, 100, 10, 127, 'AA'], [1000, 1100, 10, 127, 'AA']]);
    t.again(2, 1000);
    expect(t.mouth.at(50, 0).jaw).toBeGreaterThan(0.2);
    expect(t.mouth.at(1050, 0).jaw).toBeLessThan(0.1);
    expect(t.heardText(5000)).toBe('Hello there.');
    t.addClause({ clause: 2, text: 'I am Mira.', words: [[1200, 1400, 0, 1], [1400, 1600, 2, 4], [1600, 2000, 5, 9]] });
    expect(t.heardText(1600)).toBe('Hello there. I am');
  });

  it('shows the whole text when the voice does not know its words', () => {
    const turn = new Turn(1, 1000);
    expect(turn.captionAt(0)).toBeNull();
    turn.texts.push('Hello.', 'There.');
    expect(turn.captionAt(0)).toMatchObject({ text: 'Hello. There.', words: [] });
  });
});
