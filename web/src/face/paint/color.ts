/** Colours are #rrggbb everywhere; alpha is added at the last moment. */

interface Rgb { r: number; g: number; b: number }

function parse(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return { r: (n >> 16) & 255, g: (n >> 8) & 255, b: n & 255 };
}

const two = (v: number): string => Math.round(v).toString(16).padStart(2, '0');

/** `t` of the way from `a` to `b`. */
export function mix(a: string, b: string, t: number): string {
  const p = parse(a);
  const q = parse(b);
  return `#${two(p.r + (q.r - p.r) * t)}${two(p.g + (q.g - p.g) * t)}${two(p.b + (q.b - p.b) * t)}`;
}

export function alpha(hex: string, a: number): string {
  const { r, g, b } = parse(hex);
  return `rgba(${r},${g},${b},${a})`;
}
