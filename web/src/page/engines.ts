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
  private readonly chosen: Partial<Record<keyof Picks, string>> = {};

  constructor(body: HTMLElement, summary: HTMLElement, picks: Picks) {
    this.body = body;
    this.summary = summary;
    this.picks = picks;
  }

  show({ listen, think, speak, brains, voices }: Engines): void {
    const absent = [listen, think, speak].filter((engine) => !engine.ok).length;
    this.summary.textContent = absent === 0 ? 'all working' : `${absent} missing`;
    this.summary.classList.toggle('bad', absent > 0);
    this.body.replaceChildren(
      row('Ears', listen, null),
      row('Brain', called(think, brains), this.select('brain', 'Brain', brains ?? [], think.name)),
      row('Voice', called(speak, voices), this.select('voice', 'Voice', voices ?? [], speak.name)),
      face(this.select('look', 'Face', faces, faces[0]!.id)),
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
    const at = this.chosen[what] ?? choices.find((c) => c.id === active || c.label === active)?.id;
    if (at !== undefined) select.value = at;
    select.addEventListener('change', () => {
      this.chosen[what] = select.value;
      this.picks[what](select.value);
    });
    return select;
  }
}

// An engine under the name that it is offered by: its own is an id.
function called(engine: Engine, choices: Choice[] | null): Engine {
  const label = choices?.find(({ id }) => id === engine.name)?.label;
  return label ? { ...engine, name: label } : engine;
}

function row(role: string, engine: Engine, select: HTMLElement | null): HTMLElement {
  const status = engine.ok ? make('span', 'status ok', 'working') : make('span', 'status bad', 'missing');
  const note = engine.note ? [make('p', 'note', ...withCommands(engine.note))] : [];
  return make('div', 'engine', make('span', 'role', role), select ?? make('span', 'name', engine.name), status, ...note);
}

function face(select: HTMLElement | null): HTMLElement {
  return make('div', 'engine', make('span', 'role', 'Face'), select ?? '');
}
