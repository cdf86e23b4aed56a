import { encodePngNow, toBase64 } from "../display/png";

interface PixelImage {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** A canvas without a screen: it takes pixels and filled rectangles, and gives a PNG at once. */
export class PixelCanvas {
  #width = 300;
  #height = 150;
  #pixels = new Uint8ClampedArray(300 * 150 * 4);

  get width(): number {
    return this.#width;
  }
  set width(width: number) {
    this.#resize(width, this.#height);
  }
  get height(): number {
    return this.#height;
  }
  set height(height: number) {
    this.#resize(this.#width, height);
  }

  getContext(kind: string): PixelContext | null {
    return kind === "2d" ? new PixelContext(this) : null;
  }

  toDataURL(): string {
    const png = encodePngNow({ width: this.#width, height: this.#height, data: this.#pixels });
    return `data:image/png;base64,${toBase64(png)}`;
  }

  put(image: PixelImage, left: number, top: number): void {
    for (let row = 0; row < image.height; row++) {
      const line = image.data.subarray(row * image.width * 4, (row + 1) * image.width * 4);
      this.#pixels.set(line, ((top + row) * this.#width + left) * 4);
    }
  }

  fill([red, green, blue, alpha]: Colour, left: number, top: number, width: number, height: number): void {
    const [right, bottom] = [Math.min(this.#width, left + width), Math.min(this.#height, top + height)];
    for (let y = Math.max(0, top); y < bottom; y++) {
      for (let x = Math.max(0, left); x < right; x++)
        this.#pixels.set([red, green, blue, alpha], (y * this.#width + x) * 4);
    }
  }

  #resize(width: number, height: number): void {
    this.#width = Math.max(1, Math.floor(width));
    this.#height = Math.max(1, Math.floor(height));
    this.#pixels = new Uint8ClampedArray(this.#width * this.#height * 4);
  }
}

class PixelContext {
  fillStyle = "#000000";
  constructor(readonly canvas: PixelCanvas) {}

  createImageData(width: number, height: number): PixelImage {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }
  putImageData(image: PixelImage, left: number, top: number): void {
    this.canvas.put(image, left, top);
  }
  fillRect(left: number, top: number, width: number, height: number): void {
    this.canvas.fill(parseColour(this.fillStyle), left, top, width, height);
  }
}

type Colour = [red: number, green: number, blue: number, alpha: number];

/** The forms that colour scales give: `rgb(…)`, `rgba(…)`, `#rgb`, `#rrggbb`. Anything else is black. */
export function parseColour(text: string): Colour {
  const numbers = /^rgba?\(([^)]*)\)$/
    .exec(text.trim())?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (numbers) return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0, Math.round((numbers[3] ?? 1) * 255)];
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!hex) return [0, 0, 0, 255];
  const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [parseInt(wide.slice(0, 2), 16), parseInt(wide.slice(2, 4), 16), parseInt(wide.slice(4, 6), 16), 255];
}
