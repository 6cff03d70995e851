import { make } from './dom.ts';

const command = /((?:sudo )?apt(?:-get)? install(?: [\w.+:-]+)+)/;

/** A note's parts in turn: at odd places the commands that it names. */
export function parts(note: string): string[] {
  return note.split(command);
}

/** A note with the commands in it set as code. */
export function withCommands(note: string): (Node | string)[] {
  return parts(note).map((part, i) => (i % 2 === 1 ? make('code', '', part) : part));
}
