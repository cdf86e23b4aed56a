/** Cells of ink a pixel has on each side, at the least. */
const FINE = 8;

export interface Point {
  x: number;
  y: number;
}

/**
 * A square sheet on which a pen leaves ink, kept on a fine grid: what is drawn is then counted as the model wants it. Outside
 * React; `onChange` hears of every stroke.
 */
export class InkCanvas {
  readonly fine: number;
  readonly ink: Float32Array;
  readonly #radius: number;

  constructor(size: number) {
    this.fine = size * Math.max(4, Math.round((FINE * 8) / size));
    this.ink = new Float32Array(this.fine * this.fine);
    // About as thick, for its size, as handwriting on the well-known sets of digits.
    this.#radius = this.fine / (size <= 12 ? 14 : 18);
  }

  /** Points in 0…1 of the sheet. */
  stroke(from: Point, to: Point): void {
    const length = Math.hypot(to.x - from.x, to.y - from.y) * this.fine;
    const steps = Math.max(1, Math.ceil(length));
    for (let step = 0; step <= steps; step++) {
      const at = step / steps;
      this.#dot((from.x + (to.x - from.x) * at) * this.fine, (from.y + (to.y - from.y) * at) * this.fine);
    }
  }

  clear(): void {
    this.ink.fill(0);
  }

  /** Draws the ink with one colour, the darker the more. */
  paint(context: CanvasRenderingContext2D, color: readonly [number, number, number]): void {
    const image = context.createImageData(this.fine, this.fine);
    for (let i = 0; i < this.ink.length; i++) image.data.set([...color, Math.round((this.ink[i] ?? 0) * 255)], i * 4);
    context.putImageData(image, 0, 0);
  }

  #dot(cx: number, cy: number): void {
    const radius = this.#radius;
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(this.fine, cy + radius); y++)
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(this.fine, cx + radius); x++) {
        const edge = radius - Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
        const cell = y * this.fine + x;
        this.ink[cell] = Math.max(this.ink[cell] ?? 0, Math.min(1, Math.max(0, edge)));
      }
  }
}
