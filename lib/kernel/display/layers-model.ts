import type { Layers } from "./layers-shape";
import { makeTable, tableText } from "./table";

interface NodeLike {
  inboundLayers?: readonly { name: string }[];
}
interface LayerLike {
  name: string;
  outputShape: unknown;
  trainable?: boolean;
  inboundNodes?: readonly NodeLike[];
  countParams(): number;
  getClassName(): string;
}
interface ModelLike {
  name?: unknown;
  layers: LayerLike[];
}

const MAX_LAYERS = 500;

function isModel(value: object): value is ModelLike {
  if (!("layers" in value) || !("predict" in value) || !("countParams" in value)) return false;
  return Array.isArray(value.layers) && typeof value.predict === "function";
}

/** A layers model by its layers; undefined where the value is none, or is not built yet and does not know its shapes. */
export function asLayers(value: object): Layers | undefined {
  if (!isModel(value)) return undefined;
  try {
    const known = new Set(value.layers.map(({ name }) => name));
    const layers = value.layers.slice(0, MAX_LAYERS).map((layer, index) => ({
      name: layer.name,
      type: layer.getClassName(),
      shape: shapeText(layer.outputShape),
      params: layer.countParams(),
      trainable: layer.trainable !== false,
      inputs: inputsOf(layer, known, value.layers[index - 1]?.name),
    }));
    return { name: typeof value.name === "string" ? value.name : "model", layers };
  } catch {
    return undefined;
  }
}

/** A sequential model keeps the chain outside of its nodes: what is fed by nobody comes after the one before. */
function inputsOf(layer: LayerLike, known: ReadonlySet<string>, before: string | undefined): string[] {
  const named = (layer.inboundNodes ?? []).flatMap((node) => (node.inboundLayers ?? []).map(({ name }) => name));
  const inputs = [...new Set(named.filter((name) => known.has(name)))];
  if (inputs.length > 0 || before === undefined || layer.getClassName() === "InputLayer") return inputs;
  return [before];
}

function shapeText(shape: unknown): string {
  if (Array.isArray(shape)) return `[${shape.map(shapeText).join(", ")}]`;
  return typeof shape === "number" ? String(shape) : "batch";
}

export function layersText({ layers }: Layers): string {
  const rows = layers.map(({ name, type, shape, params }) => [name, type, shape, params]);
  return tableText(makeTable(["layer", "type", "output shape", "params"], rows));
}
