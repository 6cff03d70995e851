/** A canvas for tests without a browser: sums up what was drawn. */
export interface FakeCanvas {
  canvas: HTMLCanvasElement;
  /** How often each method was called. */
  calls: Map<string, number>;
  /** Stands for the pictures: any other call or number gives another one. */
  digest(): number;
  /** Calls that no canvas could draw. */
  faults: string[];
}

export function fakeCanvas(width: number, height: number): FakeCanvas {
  const calls = new Map<string, number>();
  const faults: string[] = [];
  let sum = 0;
  const fold = (n: number): void => { sum = (Math.imul(sum, 31) + Math.round(n * 4096)) | 0; };

  const method = (name: string) => (...args: unknown[]): unknown => {
    calls.set(name, (calls.get(name) ?? 0) + 1);
    fold(name.length);
    for (const a of args) {
      if (a === undefined || (typeof a === 'number' && !Number.isFinite(a))) faults.push(`${name}(${args.join(', ')})`);
      if (typeof a === 'number') fold(a);
    }
    return name.endsWith('Gradient') ? gradient : undefined;
  };
  const gradient = { addColorStop: method('addColorStop') };
  const methods = new Map<string | symbol, unknown>();
  const context = new Proxy({}, {
    get(_, name) {
      if (!methods.has(name)) methods.set(name, method(String(name)));
      return methods.get(name);
    },
    set(_, name, value: unknown) {
      if (typeof value === 'number') method(`${String(name)} =`)(value);
      return true;
    },
  });
  const canvas = { width, height, getContext: () => context, ownerDocument: { createElement: () => fakeCanvas(1, 1).canvas } };
  return { canvas: canvas as unknown as HTMLCanvasElement, calls, faults, digest: () => sum };
}
