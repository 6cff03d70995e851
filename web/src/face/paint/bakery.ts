import { Pen } from './pen';
import { flat, Pose } from './pose';

/** A rectangle in the head's units. */
export interface Box { x: number; y: number; w: number; h: number }

/** A part painted once, to be laid onto the head as a flat layer afterwards. */
interface Baked { image: HTMLCanvasElement; pattern: CanvasPattern | null; box: Box; scale: number }

/**
 * Strands, knit and soft shadows are many faint strokes: dear to paint sixty times a second, and
 * always the same. They are painted once per look and size, and then only moved. What the bakery
 * holds is for one canvas; make another when look or size change.
 */
export class Bakery {
  private readonly baked = new Map<object, Baked>();
  private readonly document: Document;
  private readonly scale: number;

  /** `scale`: pixels per unit of the head. */
  constructor(document: Document, scale: number) {
    this.document = document;
    this.scale = scale;
  }

  /** Lays the part onto the layer `z`; `slant` moves its lower edge aside. */
  draw(pen: Pen, key: object, box: Box, z: number, paint: (pen: Pen) => void, slant = 0): void {
    const part = this.part(key, box, paint);
    const m = layerMatrix(pen, part, z, slant);
    pen.ctx.save();
    pen.ctx.transform(m.a, m.b, m.c, m.d, m.e, m.f);
    pen.ctx.drawImage(part.image, 0, 0);
    pen.ctx.restore();
  }

  /** The part as a fabric to fill a path with. */
  fabric(pen: Pen, key: object, box: Box, z: number, paint: (pen: Pen) => void, slant = 0): CanvasPattern | string {
    const part = this.part(key, box, paint);
    part.pattern ??= pen.ctx.createPattern(part.image, 'no-repeat');
    part.pattern?.setTransform(layerMatrix(pen, part, z, slant));
    return part.pattern ?? 'transparent';
  }

  private part(key: object, box: Box, paint: (pen: Pen) => void): Baked {
    const known = this.baked.get(key);
    if (known) return known;
    const image = this.document.createElement('canvas');
    image.width = Math.ceil(box.w * this.scale);
    image.height = Math.ceil(box.h * this.scale);
    const ctx = image.getContext('2d');
    if (ctx) {
      ctx.setTransform(this.scale, 0, 0, this.scale, -box.x * this.scale, -box.y * this.scale);
      ctx.lineCap = 'round';
      paint(new Pen(ctx, new Pose()));
    }
    const part = { image, pattern: null, box, scale: this.scale };
    this.baked.set(key, part);
    return part;
  }
}

interface Matrix { a: number; b: number; c: number; d: number; e: number; f: number }

/** From the part's pixels to where the pose puts a flat layer at depth `z`. */
function layerMatrix(pen: Pen, { box, scale }: Baked, z: number, slant: number): Matrix {
  pen.on(flat(z));
  const { x: e, y: f } = { ...pen.place(box.x, box.y) };
  const { x: rightX, y: rightY } = { ...pen.place(box.x + box.w, box.y) };
  const down = pen.place(box.x, box.y + box.h);
  const w = box.w * scale;
  const h = box.h * scale;
  return { a: (rightX - e) / w, b: (rightY - f) / w, c: (down.x + slant - e) / h, d: (down.y - f) / h, e, f };
}
