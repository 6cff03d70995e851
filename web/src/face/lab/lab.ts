/**
 * The bench for whoever works on the face; not part of the build.
 *
 * Without parameters: a live face with buttons and sliders. For pictures that are always the same:
 * `?frame=1500` runs a face for that many ms and stops; with it go `state`, `cue` (comma-separated,
 * each given half a second before the end), `viseme` (an Oculus id held at the end) and `calm=1`.
 * `?rig={"yaw":12}` shows one rig (`face` and `mouth` may be partial).
 * Always: `look`, `seed`, `size` (CSS pixels), `theme=dark`. The title becomes "drawn".
 */
import { Face } from '../face';
import type { FaceState } from '../face';
import { looks } from '../looks';
import type { Look } from '../look';
import { MouthTrack } from '../mouth';
import type { Channels } from '../mouth';
import { restRig } from '../rig';
import type { Rig } from '../rig';
import { Stage } from '../stage';
import { buildPanel } from './panel';

const query = new URLSearchParams(location.search);
const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const dark = query.get('theme') === 'dark';

function lookAsked(): Look {
  return (looks as Record<string, Look>)[query.get('look') ?? 'mira'] ?? looks.mira;
}

function rigAsked(text: string): Rig {
  const rest = restRig();
  const asked = JSON.parse(text) as Partial<Rig>;
  return { ...rest, ...asked, face: { ...rest.face, ...asked.face }, mouth: { ...rest.mouth, ...asked.mouth } };
}

function newFace(): Face {
  const face = new Face(canvas, {
    look: lookAsked(), seed: Number(query.get('seed') ?? 1), reducedMotion: query.has('calm'),
  });
  face.setTheme(dark);
  face.setState((query.get('state') ?? 'idle') as FaceState);
  return face;
}

/** A mouth that holds one viseme from 300 ms before `end`. */
function held(viseme: string | null, end: number): (ms: number) => Channels | null {
  if (viseme === null) return () => null;
  const track = new MouthTrack(1000);
  track.add([{ start: end - 300, end: end + 300, viseme: Number(viseme), strength: 1, phone: '' }]);
  return (ms) => track.at(ms, 0.7);
}

function showFrame(end: number): void {
  const face = newFace();
  const mouth = held(query.get('viseme'), end);
  const cues = (query.get('cue') ?? '').split(',').filter(Boolean);
  for (let ms = 0; ms <= end; ms += 20) {
    if (ms === Math.max(0, end - 500)) for (const cue of cues) face.cue(cue);
    face.draw(ms, mouth(ms));
  }
}

function showRig(text: string): void {
  const stage = new Stage(canvas, lookAsked());
  stage.setTheme(dark);
  stage.paint(rigAsked(text));
  // For scripts that draw many rigs in one page.
  Object.assign(globalThis, { stage, restRig, looks, canvas });
}

const size = query.get('size');
if (size) canvas.style.width = canvas.style.height = `${size}px`;
const frame = query.get('frame');
const rig = query.get('rig');
document.body.classList.toggle('bare', frame !== null || rig !== null);
if (rig !== null) showRig(rig);
else if (frame !== null) showFrame(Math.round(Number(frame) / 20) * 20);
else buildPanel(newFace(), document.querySelector('#panel') as HTMLElement);
document.title = 'drawn';
