import type { Signature, TensorSpec } from "@/lib/protocol/model";

/** How a page asks for a row: a picture to draw, numbers by name, or JSON where neither fits. */
export type TryForm =
  | {
      kind: "drawing";
      size: number;
      /** What full ink counts. */ full: number;
      /** The row's shape, without the batch. */ shape: number[];
    }
  | { kind: "numbers"; labels: string[] }
  | { kind: "json" };

const MAX_FIELDS = 40;

export function tryForm(signature: Signature): TryForm {
  const [input] = signature.inputs;
  if (signature.inputs.length !== 1 || !input || input.dtype === "string") return { kind: "json" };
  const shape = input.shape.slice(1);
  if (shape.some((size) => size < 1)) return { kind: "json" };
  const size = imageSize(shape);
  if (size !== null && !namesItsNumbers(input, shape))
    return { kind: "drawing", size, full: fullInk(input, signature.example), shape };
  const [width] = shape;
  if (shape.length === 1 && width !== undefined && width <= MAX_FIELDS)
    return { kind: "numbers", labels: labelsOf(input, width) };
  return { kind: "json" };
}

/** The side of a small square picture in one colour: 8 × 8 to 32 × 32, flat or not. */
function imageSize(shape: readonly number[]): number | null {
  const flat = shape.reduce((product, n) => product * n, 1);
  const side = Math.sqrt(flat);
  if (!Number.isInteger(side) || side < 8 || side > 32) return null;
  const [height, width, channels = 1] = shape;
  if (shape.length === 1) return side === 8 || side === 16 || side >= 28 ? side : null;
  return shape.length <= 3 && height === side && width === side && channels === 1 ? side : null;
}

const parts = (text: string | undefined) =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

const namesItsNumbers = (input: TensorSpec, shape: readonly number[]) =>
  shape.length === 1 && parts(input.description).length === shape[0];

function labelsOf(input: TensorSpec, width: number): string[] {
  const names = parts(input.description);
  return Array.from({ length: width }, (_, i) => (names.length === width ? (names[i] ?? "") : `${input.name}[${i}]`));
}

/** "pixels 0–16" says it; else the example's largest number does, rounded up to a usual range. */
function fullInk(input: TensorSpec, example: unknown): number {
  const range = /(-?\d+(?:\.\d+)?)\s*(?:–|-|to|…)\s*(\d+(?:\.\d+)?)/.exec(input.description ?? "");
  if (range) return Number(range[2]);
  const largest = Math.max(0, ...[example].flat(4).filter((value) => typeof value === "number"));
  return [1, 16, 255].find((usual) => largest <= usual) ?? largest;
}

/** A flat list of numbers in the row's shape. */
export function inShape(values: readonly number[], shape: readonly number[]): unknown {
  const [size, ...rest] = shape;
  if (size === undefined || rest.length === 0) return [...values];
  const step = values.length / size;
  return Array.from({ length: size }, (_, i) => inShape(values.slice(i * step, (i + 1) * step), rest));
}
