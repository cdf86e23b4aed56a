import { z } from "zod";
import { apply, channelsLast, derived, type LayerContext, type Value } from "./layer";

/** Absent and null mean linear. Older files write `{class_name}` objects. */
export const activationSchema = z
  .union([z.string(), z.object({ class_name: z.string() }).transform((a) => a.class_name)])
  .nullish()
  .transform((name) => (name ?? "linear").replaceAll("_", "").toLowerCase());

const scalar = (context: LayerContext, value: number) => context.graph.floats([], [value]);

/** value ∘ other, both in the same order. */
function binary(context: LayerContext, operator: string, value: Value, other: string): Value {
  return apply(context, operator, value, [other]);
}

function softmax(operator: string) {
  return (context: LayerContext, value: Value) =>
    apply(context, operator, channelsLast(context, value), [], { axis: { int: -1 } });
}

function gelu(context: LayerContext, value: Value): Value {
  const error = apply(context, "Erf", binary(context, "Div", value, scalar(context, Math.SQRT2)));
  const weight = binary(context, "Add", error, scalar(context, 1));
  return binary(context, "Mul", binary(context, "Mul", value, weight.name), scalar(context, 0.5));
}

/** 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) */
function geluNew(context: LayerContext, value: Value): Value {
  const cube = binary(context, "Mul", binary(context, "Mul", value, value.name), value.name);
  const sum = binary(context, "Add", value, binary(context, "Mul", cube, scalar(context, 0.044715)).name);
  const bend = apply(context, "Tanh", binary(context, "Mul", sum, scalar(context, Math.sqrt(2 / Math.PI))));
  const weight = binary(context, "Add", bend, scalar(context, 1));
  return binary(context, "Mul", binary(context, "Mul", value, weight.name), scalar(context, 0.5));
}

const activations: Record<string, (context: LayerContext, value: Value) => Value> = {
  linear: (_context, value) => value,
  relu: (context, value) => apply(context, "Relu", value),
  relu6: (context, value) => apply(context, "Clip", value, [scalar(context, 0), scalar(context, 6)]),
  elu: (context, value) => apply(context, "Elu", value, [], { alpha: { float: 1 } }),
  selu: (context, value) => apply(context, "Selu", value),
  sigmoid: (context, value) => apply(context, "Sigmoid", value),
  hardsigmoid: (context, value) =>
    apply(context, "HardSigmoid", value, [], { alpha: { float: 0.2 }, beta: { float: 0.5 } }),
  softplus: (context, value) => apply(context, "Softplus", value),
  softsign: (context, value) => apply(context, "Softsign", value),
  tanh: (context, value) => apply(context, "Tanh", value),
  softmax: softmax("Softmax"),
  logsoftmax: softmax("LogSoftmax"),
  swish: (context, value) => binary(context, "Mul", value, apply(context, "Sigmoid", value).name),
  mish: (context, value) =>
    binary(context, "Mul", value, apply(context, "Tanh", apply(context, "Softplus", value)).name),
  gelu,
  gelunew: geluNew,
};

export function activate(context: LayerContext, value: Value, activation: string): Value {
  const exporter = activations[activation];
  if (!exporter) return context.refuse(`has the activation "${activation}"`);
  return exporter(context, derived(value, value.name));
}
