// What can be said about a reply from the page's trace: see web/src/trace.ts.
const PP = 1; // viseme of p b m

export const messagesOf = (trace, type, turn) => trace.messages.map((m) => m.message)
  .filter((m) => m.type === type && (turn === undefined || m.turn === turn));

/** The mouth shapes of a turn that were sent, in order. */
export const shapesOf = (trace, turn) => messagesOf(trace, 'VisavisLips', turn).flatMap((m) => m.shapes)
  .map(([start, end, viseme, strength, phone]) => ({ start, end, viseme, strength, phone }));

/** The words of a turn that were sent: {start, end, text}. */
export const wordsOf = (trace, turn) => messagesOf(trace, 'VisavisWords', turn)
  .flatMap(({ text, words }) => words.map(([start, end, from, to]) => ({ start, end, text: text.slice(from, to) })));

/** The frames that drew a turn. */
export const framesOf = (trace, turn) => trace.frames.filter((f) => f.turn === turn);

/**
 * The frames of a turn as they are seen: at the display's next refresh at the earliest, a sixtieth of a
 * second after they were drawn, when heardSample has moved on.
 */
function seenOf(trace, turn, rate) {
  return framesOf(trace, turn).map((f) => ({ ...f, heardSample: f.heardSample + rate / 60 }));
}

/** The p b m of a turn: how many frames were seen while each was heard, and how shut the lips got. */
export function closures(trace, turn, rate) {
  const frames = seenOf(trace, turn, rate);
  return shapesOf(trace, turn).filter((s) => s.viseme === PP).map((shape) => {
    const inside = frames.filter((f) => f.heardSample >= shape.start && f.heardSample <= shape.end);
    return { ...shape, frames: inside.length, seal: Math.max(0, ...inside.map((f) => f.channels.seal)) };
  });
}

/**
 * How late the lips are seen to close against each p b m of a turn, in ms: the middle of the movement
 * against the middle of the sound. Only those that have the lips to themselves.
 */
export function closingLags(trace, turn, rate) {
  const frames = seenOf(trace, turn, rate);
  const all = shapesOf(trace, turn).filter((s) => s.viseme === PP);
  const reach = 0.15 * rate; // lips begin and end to move within it
  const apart = (a, b) => a === b || a.start > b.end + 2 * reach || a.end < b.start - 2 * reach;
  return all.filter((s) => all.every((other) => apart(s, other))).map((shape) => {
    const around = frames.filter((f) => f.heardSample > shape.start - reach && f.heardSample < shape.end + reach);
    return { ...shape, lag: ((middle(around) - (shape.start + shape.end) / 2) * 1000) / rate };
  }).filter(({ lag }) => !Number.isNaN(lag)); // of one that nobody saw
}

/** The sample around which the lips are sealed in frames. */
function middle(frames) {
  let [sum, weight] = [0, 0];
  for (let i = 0; i + 1 < frames.length; i++) {
    const [a, b] = [frames[i], frames[i + 1]];
    const sealed = ((a.channels.seal + b.channels.seal) / 2) * (b.heardSample - a.heardSample);
    sum += (sealed * (a.heardSample + b.heardSample)) / 2;
    weight += sealed;
  }
  return sum / weight;
}

// How far each viseme opens the jaw; our own table, not the page's: sil PP FF TH DD kk CH SS nn RR aa E I O U.
const openness = [0, 0, 0.08, 0.15, 0.12, 0.12, 0.1, 0.04, 0.12, 0.12, 0.6, 0.35, 0.15, 0.4, 0.15];

/** The jaw that the sent shapes ask for at a sample: a weighted mean over some 100 ms. */
function jawModel(shapes, rate) {
  const sigma = 0.035 * rate;
  return (sample) => {
    let [sum, weight] = [0, 1e-9];
    for (const s of shapes) {
      if (s.end < sample - 4 * sigma || s.start > sample + 4 * sigma) continue;
      const w = bell(s.start, s.end, sample, sigma);
      sum += w * openness[s.viseme] * (s.viseme >= 10 ? 0.4 + (0.6 * s.strength) / 127 : 1);
      weight += w;
    }
    return sum / weight;
  };
}

/** The share of a bell curve around at that lies between start and end. */
function bell(start, end, at, sigma) {
  const s = (x) => 1 / (1 + Math.exp((-1.702 * (x - at)) / sigma)); // close enough to the normal integral
  return s(end) - s(start);
}

/**
 * How late the jaw that is seen is against the jaw of the sample being heard, in ms, window by window of
 * 2 s: {mean, p95, windows}; mean and p95 of the absolute values.
 */
export function jawLag(trace, turn, rate) {
  const frames = seenOf(trace, turn, rate);
  const jaw = jawModel(shapesOf(trace, turn), rate);
  const step = 5; // ms
  const drawn = resampled(frames, (f) => f.channels.jaw, step);
  const heard = resampled(frames, (f) => f.heardSample, step).map(jaw);
  return lagsOf(drawn, heard, step);
}

/**
 * How late the ear hears the audio of a turn against the page's own clock, in ms: positive when the
 * clock is ahead of the loudspeaker. samples is the turn's audio as it was received.
 */
export function clockLag(trace, turn, rate, samples) {
  const frames = framesOf(trace, turn);
  const step = 5;
  const from = frames[0].t;
  const blocks = trace.ear.filter((b) => b.t >= from - 100 && b.t <= frames.at(-1).t + 100);
  const heard = resampled(blocks, (b) => b.rms, step, from, frames.at(-1).t);
  const block = Math.round((rate * blocks[0].ms) / 1000);
  const power = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) power[i + 1] = power[i] + (samples[i] / 32768) ** 2;
  const level = (sample) => {
    const a = Math.max(0, Math.min(samples.length, Math.round(sample)));
    const b = Math.min(samples.length, a + block);
    return b > a ? Math.sqrt((power[b] - power[a]) / (b - a)) : 0;
  };
  const said = resampled(frames, (f) => f.heardSample, step).map(level);
  return lagsOf(heard, said, step);
}

/** Values at even distances of step ms, by linear interpolation between entries with a time t. */
function resampled(entries, value, step, from = entries[0].t, to = entries.at(-1).t) {
  const even = [];
  let i = 0;
  for (let t = from; t <= to; t += step) {
    while (i + 2 < entries.length && entries[i + 1].t <= t) i++;
    const [a, b] = [entries[i], entries[i + 1] ?? entries[i]];
    const share = b.t > a.t ? Math.min(1, Math.max(0, (t - a.t) / (b.t - a.t))) : 0;
    even.push(value(a) + share * (value(b) - value(a)));
  }
  return even;
}

function lagsOf(late, early, step) {
  const length = 2000 / step;
  const windows = [];
  for (let at = 0; at + length <= Math.min(late.length, early.length); at += length / 2) {
    const lag = bestLag(late, early, at, at + length, 250 / step);
    if (lag !== null) windows.push(lag * step);
  }
  const size = windows.map(Math.abs).sort((a, b) => a - b);
  const mean = size.reduce((a, b) => a + b, 0) / size.length;
  return { mean, p95: size[Math.floor(size.length * 0.95)], windows };
}

/** The shift of late against early, in steps, at which they are most alike; null without movement. */
function bestLag(late, early, from, to, furthest) {
  const scores = [];
  for (let lag = -furthest; lag <= furthest; lag++) {
    scores.push(correlation(late, early, Math.max(from, from + lag, lag), Math.min(to, to + lag, late.length), lag));
  }
  const best = scores.indexOf(Math.max(...scores));
  if (!(scores[best] > 0.5)) return null;
  const [a, b, c] = [scores[best - 1] ?? -1, scores[best], scores[best + 1] ?? -1];
  return best - furthest + (a - c) / (2 * (a - 2 * b + c) || 1);
}

function correlation(late, early, from, to, lag) {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const [x, y] = [late[i], early[i - lag]];
    if (x === undefined || y === undefined) continue;
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
  }
  const variance = (n * sxx - sx * sx) * (n * syy - sy * sy);
  return variance > 0 ? (n * sxy - sx * sy) / Math.sqrt(variance) : 0;
}

/** What of a turn got through after it was cut: {frames, captions, messages, cut}. */
export function afterCut(trace, turn) {
  const cut = trace.cuts.find((c) => c.turn === turn);
  const since = (list) => list.filter((e) => e.t > cut.t);
  return {
    cut,
    frames: since(trace.frames).filter((f) => f.turn === turn),
    captions: since(trace.captions).filter((c) => c.turn === turn),
    heard: since(trace.heard).filter((h) => h.turn === turn && h.sample > cut.sample),
  };
}

/** The loudest block that came out between two moments. */
export const loudest = (trace, from, to) =>
  Math.max(0, ...trace.ear.filter((b) => b.t >= from && b.t < to).map((b) => b.rms));

/** Seconds of audible sound between two moments. */
export const audible = (trace, from, to) =>
  trace.ear.filter((b) => b.t >= from && b.t < to && b.rms > 0.01).reduce((sum, b) => sum + b.ms / 1000, 0);

/**
 * How long after its first sample was heard each word of a turn lit up in the caption, in ms. Words
 * that lit up together with their follower are left out.
 */
export function captionLags(trace, turn, rate) {
  const frames = framesOf(trace, turn);
  const clauses = new Map(messagesOf(trace, 'VisavisWords', turn).map((m) => [m.clause, m.words]));
  const seen = new Set();
  return trace.captions.filter((c) => c.turn === turn && c.spoken > 0).flatMap((caption) => {
    const key = `${caption.clause}/${caption.spoken}`;
    const word = clauses.get(caption.clause)?.[caption.spoken - 1];
    const frame = frames.findLast((f) => f.t <= caption.t + 1);
    if (!word || !frame || seen.has(key)) return [];
    seen.add(key);
    return [((frame.heardSample - word[0]) / rate) * 1000];
  });
}

