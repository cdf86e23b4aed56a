import { makeTable, type Table } from "./table";

interface LayerLike {
  name: string;
  outputShape: unknown;
  countParams(): number;
  getClassName(): string;
}
interface ModelLike {
  layers: LayerLike[];
}

function isModel(value: unknown): value is ModelLike {
  if (
    typeof value !== "object" ||
    value === null ||
    !("layers" in value) ||
    !("predict" in value) ||
    !("countParams" in value)
  )
    return false;
  return Array.isArray(value.layers) && typeof value.predict === "function";
}

/** A layers model as a table: a row for each layer. */
export function asModelSummary(value: unknown): Table | undefined {
  if (!isModel(value)) return undefined;
  try {
    const rows = value.layers.map((layer) => [
      layer.name,
      layer.getClassName(),
      shapeText(layer.outputShape),
      layer.countParams(),
    ]);
    return makeTable(["layer", "type", "output shape", "params"], rows);
  } catch {
    // A model that is not built yet does not know its shapes.
    return undefined;
  }
}

function shapeText(shape: unknown): string {
  if (Array.isArray(shape)) return `[${shape.map(shapeText).join(", ")}]`;
  return typeof shape === "number" ? String(shape) : "batch";
}
