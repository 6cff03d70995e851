import type { Face, FaceState } from '../face';
import { looks } from '../looks';
import { MouthTrack } from '../mouth';
import type { Channels, Shape } from '../mouth';
import { restChannels } from '../rig';

/** "Peter Piper picked a peck of pickled peppers", roughly timed, for want of a voice. */
const phrase = 'P IY T ER P AY P ER P IH K T AH P EH K AH V P IH K L D P EH P ER Z SIL F AO R S IH K S TH IY V Z';

function phraseShapes(): Shape[] {
  let at = 300;
  return phrase.split(' ').map((phone) => {
    const start = at;
    at += phone === 'SIL' ? 300 : /^[AEIOU]/.test(phone) ? 110 : 70;
    return { start, end: at, viseme: 0, strength: 0.9, phone };
  });
}

const states: readonly FaceState[] = ['asleep', 'idle', 'listening', 'thinking', 'speaking'];
const cues = [
  'happy', 'smile', 'sad', 'angry', 'surprised', 'fearful', 'disgusted', 'thinking', 'neutral', 'nod', 'shake', 'tilt', 'wink',
  'brows', 'blink',
];
const ranges: readonly (readonly [keyof Channels, number])[] = [
  ['jaw', 0], ['width', -1], ['round', 0], ['seal', 0], ['lipteeth', 0], ['tongue', 0],
];

function buttons(title: string, names: readonly string[], press: (name: string) => void): HTMLElement {
  const set = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = title;
  set.append(legend);
  for (const name of names) {
    const button = document.createElement('button');
    button.textContent = name;
    button.onclick = () => press(name);
    set.append(button);
  }
  return set;
}

function slider(name: string, low: number, change: (value: number) => void): HTMLElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, { type: 'range', min: String(low), max: '1', step: '0.01', value: '0' });
  input.oninput = () => change(Number(input.value));
  label.append(name, input);
  return label;
}

/** What the bench makes the mouth do. */
class Bench {
  readonly manual = restChannels();
  byHand = false;
  private track: MouthTrack | null = null;
  private began = 0;

  say(): void {
    this.track = new MouthTrack(1000);
    this.track.add(phraseShapes());
    this.began = performance.now();
    this.byHand = false;
  }

  hush(): void {
    this.track = null;
  }

  mouth(now: number): Channels | null {
    return this.byHand ? this.manual : (this.track?.at(now - this.began + 21, 0.7) ?? null);
  }
}

function actionsOf(face: Face, bench: Bench): Record<string, () => void> {
  let dark = false;
  return {
    say: () => { bench.say(); face.setState('speaking'); },
    startle: () => { bench.hush(); face.startle(); },
    emphasis: () => face.emphasis(),
    theme: () => face.setTheme((dark = !dark)),
  };
}

/** The bench's controls; also runs the face. */
export function buildPanel(face: Face, panel: HTMLElement): void {
  const bench = new Bench();
  const actions = actionsOf(face, bench);
  panel.append(
    buttons('State', states, (name) => face.setState(name as FaceState)),
    buttons('Cue', cues, (name) => face.cue(name)),
    buttons('Look', Object.keys(looks), (name) => face.setLook(looks[name as keyof typeof looks])),
    buttons('Do', Object.keys(actions), (name) => actions[name]?.()),
    slider('microphone', 0, (value) => face.userLevel(value)),
    ...ranges.map(([name, low]) => slider(name, low, (value) => { bench.manual[name] = value; bench.byHand = true; })),
  );
  const run = (now: number): void => {
    face.draw(now, bench.mouth(now));
    requestAnimationFrame(run);
  };
  requestAnimationFrame(run);
}
