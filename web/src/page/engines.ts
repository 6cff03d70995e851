import { looks } from '../face/looks.ts';
import type { Choice, Engine, Engines } from '../protocol.ts';
import { make } from './dom.ts';
import { withCommands } from './note.ts';

/** What the user picks in the panel. */
export interface Picks {
  brain(id: string): void;
  voice(id: string): void;
  look(name: string): void;
}

const faces: Choice[] = Object.keys(looks).map((id) => ({ id, label: id[0]!.toUpperCase() + id.slice(1) }));

/** Which engines are at work, what would mend those that are absent, and what else there is. */
export class EnginesPanel {
  private readonly body: HTMLElement;
  private readonly summary: HTMLElement;
  private readonly picks: Picks;
  private face = Object.keys(looks)[0]!;

  constructor(body: HTMLElement, summary: HTMLElement, picks: Picks) {
    this.body = body;
    this.summary = summary;
    this.picks = picks;
  }

  show({ listen, think, speak, brains, voices }: Engines): void {
    const states = [listen, think, speak].map(stateOf);
    this.summary.textContent = summaryOf(states);
    this.summary.classList.toggle('bad', states.includes('missing'));
    this.body.replaceChildren(
      row('Ears', listen, null),
      row('Brain', called(think, brains), this.select('brain', 'Brain', brains ?? [], think.name)),
      row('Voice', called(speak, voices), this.select('voice', 'Voice', voices ?? [], speak.name)),
      face(this.select('look', 'Face', faces, this.face)),
    );
    this.stale(false);
  }

  /** The connection is gone: what was known may no longer be so. */
  unknown(): void {
    if (this.summary.textContent === '') return; // nothing was known yet
    this.summary.textContent = 'not known';
    this.summary.classList.remove('bad');
    this.stale(true);
  }

  private stale(stale: boolean): void {
    this.body.classList.toggle('stale', stale);
    this.body.inert = stale;
  }

  private select(what: keyof Picks, label: string, choices: Choice[], active: string): HTMLElement | null {
    if (choices.length < 2) return null;
    const select = make('select', '', ...choices.map(({ id, label }) => new Option(label || id, id)));
    select.setAttribute('aria-label', label);
    const at = choices.find((c) => c.id === active || c.label === active)?.id;
    if (at !== undefined) select.value = at;
    select.addEventListener('change', () => {
      if (what === 'look') this.face = select.value;
      this.picks[what](select.value);
    });
    return select;
  }
}

type State = 'working' | 'stand-in' | 'missing';

// The server says in the note for whom an engine stands in.
function stateOf({ ok, note }: Engine): State {
  if (!ok) return 'missing';
  return note.startsWith('stands in for ') ? 'stand-in' : 'working';
}

/** The states of the engines in a word or two; the worst counts. */
export function summaryOf(states: State[]): string {
  for (const state of ['missing', 'stand-in'] as const) {
    const count = states.filter((s) => s === state).length;
    if (count > 0) return `${count} ${state}${state === 'stand-in' && count > 1 ? 's' : ''}`;
  }
  return 'all working';
}

const classes: Record<State, string> = { working: 'status ok', 'stand-in': 'status standin', missing: 'status bad' };

// An engine under the name that it is offered by: its own is an id.
function called(engine: Engine, choices: Choice[] | null): Engine {
  const label = choices?.find(({ id }) => id === engine.name)?.label;
  return label ? { ...engine, name: label } : engine;
}

function row(role: string, engine: Engine, select: HTMLElement | null): HTMLElement {
  const state = stateOf(engine);
  const status = make('span', classes[state], state);
  const note = engine.note ? [make('p', 'note', ...withCommands(engine.note))] : [];
  return make('div', 'engine', make('span', 'role', role), select ?? make('span', 'name', engine.name), status, ...note);
}

function face(select: HTMLElement | null): HTMLElement {
  return make('div', 'engine', make('span', 'role', 'Face'), select ?? '');
}
