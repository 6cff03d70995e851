import type { Look } from './look';
import { paintBackdrop } from './paint/backdrop';
import { Bakery } from './paint/bakery';
import { paintFigure } from './paint/figure';
import { Pen } from './paint/pen';
import { Pose } from './paint/pose';
import { tonesOf } from './paint/scene';
import type { Tones } from './paint/scene';
import type { Rig } from './rig';

/** The part of the figure that is always shown, in its own units. */
const frame = { width: 620, top: -312, bottom: 424 };

const mostPixels = 2048; // a side

/** The canvas: keeps its size and backdrop current and paints one rig per call. */
export class Stage {
  private readonly canvas: HTMLCanvasElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly pen: Pen;
  private backdrop: HTMLCanvasElement | null = null;
  private bakery: Bakery | null = null;
  private look: Look;
  private tones: Tones;
  private dark = false;

  constructor(canvas: HTMLCanvasElement, look: Look) {
    const ctx = canvas.getContext('2d', { alpha: false });
    if (!ctx) throw new Error('this canvas has no 2d context');
    this.canvas = canvas;
    this.ctx = ctx;
    this.ctx.lineCap = 'round';
    this.pen = new Pen(ctx, new Pose());
    this.look = look;
    this.tones = tonesOf(look);
  }

  setLook(look: Look): void {
    this.look = look;
    this.tones = tonesOf(look);
    this.repaint();
  }

  setTheme(dark: boolean): void {
    if (dark !== this.dark) this.repaint();
    this.dark = dark;
  }

  paint(rig: Rig): void {
    this.fit();
    const { ctx, canvas } = this;
    const { width, height } = canvas;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.backdropNow(), 0, 0);
    const base = Math.min(width / frame.width, height / (frame.bottom - frame.top));
    const scale = base * (1 + rig.lean);
    this.bakery ??= new Bakery(canvas.ownerDocument, base);
    const middle = (frame.top + frame.bottom) / 2;
    ctx.setTransform(scale, 0, 0, scale, width / 2, height / 2 - middle * scale + rig.lean * 60 * scale);
    ctx.lineCap = 'round';
    paintFigure({
      pen: this.pen, rig, look: this.look, tones: this.tones, bakery: this.bakery, backlight: this.dark ? 1 : 0.45,
    });
  }

  /** Gives the canvas as many pixels as the screen has for it; its size comes from CSS. */
  private fit(): void {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const pixels = (css: number, now: number): number => Math.min(mostPixels, Math.max(1, Math.round((css || now) * ratio)));
    const width = pixels(this.canvas.clientWidth, this.canvas.width);
    const height = pixels(this.canvas.clientHeight, this.canvas.height);
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.repaint();
  }

  /** Forgets what was painted once. */
  private repaint(): void {
    this.backdrop = null;
    this.bakery = null;
  }

  private backdropNow(): HTMLCanvasElement {
    if (this.backdrop) return this.backdrop;
    const { width, height } = this.canvas;
    const picture = this.canvas.ownerDocument.createElement('canvas');
    picture.width = width;
    picture.height = height;
    const ctx = picture.getContext('2d', { alpha: false });
    if (ctx) paintBackdrop(ctx, width, height, this.look, this.dark);
    this.backdrop = picture;
    return picture;
  }
}
