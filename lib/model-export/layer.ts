import type { z } from "zod";
import type { Attributes, ElementType, OnnxGraph } from "./onnx-graph";
import type { Weight } from "./weights";

/** Why a model cannot become ONNX, in words for the person; it names the layer. */
export class CannotExport extends Error {
  override name = "CannotExport";
}

/**
 * A value on its way through the graph. TensorFlow.js keeps channels last; ONNX convolutions want them first. A value says
 * in which order it lies now, so that chains of convolutions are not turned back and forth between each other.
 */
export interface Value {
  name: string;
  rank: number;
  channels: "last" | "first";
  type: ElementType;
}

/** What a layer's exporter has to work with. */
export interface LayerContext {
  graph: OnnxGraph;
  /** As the layer is called in the model. */
  layer: string;
  /** Parses the layer's configuration; what it cannot take is a CannotExport. */
  config<T extends z.ZodType>(schema: T): z.output<T>;
  /** The raw configuration, for what wraps other layers. */
  rawConfig: Record<string, unknown>;
  weight(name: string): Weight;
  /** Throws a CannotExport that names this layer. */
  refuse(why: string): never;
}

export type LayerExporter = (inputs: Value[], context: LayerContext) => Value;

/** The one input of a layer that takes one. */
export function only(inputs: Value[], context: LayerContext): Value {
  const [first] = inputs;
  if (!first || inputs.length !== 1) return context.refuse(`takes one input, and is given ${inputs.length}`);
  return first;
}

export const derived = (from: Value, name: string, change: Partial<Value> = {}): Value => ({
  ...from,
  name,
  ...change,
});

/** One node with one data input, and constants after it. */
export function apply(
  context: LayerContext,
  operator: string,
  value: Value,
  rest: readonly string[] = [],
  attributes: Attributes = {},
): Value {
  const [name = ""] = context.graph.node(operator, [value.name, ...rest], attributes);
  return derived(value, name);
}

export function transpose(context: LayerContext, value: Value, order: readonly number[]): Value {
  return apply(context, "Transpose", value, [], { perm: { ints: order } });
}

/** Axes 0…rank-1 with the last one moved to place 1. */
const toFirst = (rank: number) => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
const toLast = (rank: number) => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];

export function channelsFirst(context: LayerContext, value: Value): Value {
  if (value.channels === "first") return value;
  return { ...transpose(context, value, toFirst(value.rank)), channels: "first" };
}

/** In the order that TensorFlow.js sees: needed by all that looks at axes. */
export function channelsLast(context: LayerContext, value: Value): Value {
  if (value.channels === "last") return value;
  return { ...transpose(context, value, toLast(value.rank)), channels: "last" };
}

export function asFloat(context: LayerContext, value: Value): Value {
  if (value.type === "float32") return value;
  return { ...apply(context, "Cast", value, [], { to: { int: 1 } }), type: "float32" };
}

/** A constant vector along the channels, in the value's own order. */
export function alongChannels(context: LayerContext, value: Value, values: Float32Array): string {
  const shape =
    value.channels === "last" ? [values.length] : [values.length, ...Array.from({ length: value.rank - 2 }, () => 1)];
  return context.graph.floats(shape, values);
}
