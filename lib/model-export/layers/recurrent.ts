import { z } from "zod";
import { activationSchema } from "../activations";
import {
  apply,
  asFloat,
  channelsLast,
  derived,
  type LayerContext,
  type LayerExporter,
  only,
  transpose,
  type Value,
} from "../layer";
import type { Attributes } from "../onnx-graph";
import type { Weight } from "../weights";
import { permuteWeight } from "./convolutions";

const configSchema = z.object({
  units: z.number().int().positive(),
  activation: activationSchema,
  recurrent_activation: activationSchema,
  use_bias: z.boolean().default(true),
  return_sequences: z.boolean().nullish(),
  return_state: z.boolean().nullish(),
  go_backwards: z.boolean().nullish(),
  stateful: z.boolean().nullish(),
  reset_after: z.boolean().nullish(),
});
type RecurrentConfig = z.output<typeof configSchema>;

interface Cell {
  operator: "LSTM" | "GRU" | "RNN";
  /** TensorFlow.js' places of the gates in the order in which ONNX wants them. */
  gates: readonly number[];
  activations: (config: RecurrentConfig) => string[];
}

/** LSTM: i f c o → i o f c. GRU: z r h in both. */
const cells: Record<string, Cell> = {
  LSTM: {
    operator: "LSTM",
    gates: [0, 3, 1, 2],
    activations: (c) => [c.recurrent_activation, c.activation, c.activation],
  },
  GRU: { operator: "GRU", gates: [0, 1, 2], activations: (c) => [c.recurrent_activation, c.activation] },
  SimpleRNN: { operator: "RNN", gates: [0], activations: (c) => [c.activation] },
};

/** Names in ONNX' recurrent operators, with the alpha and beta they take. */
const recurrentActivations: Record<string, { name: string; alpha?: number; beta?: number }> = {
  sigmoid: { name: "Sigmoid" },
  tanh: { name: "Tanh" },
  relu: { name: "Relu" },
  softsign: { name: "Softsign" },
  softplus: { name: "Softplus" },
  hardsigmoid: { name: "HardSigmoid", alpha: 0.2, beta: 0.5 },
  elu: { name: "Elu", alpha: 1 },
  linear: { name: "Affine", alpha: 1, beta: 0 },
};

function activationAttributes(names: string[], context: LayerContext): Attributes {
  const known = names.map((name) => recurrentActivations[name] ?? context.refuse(`has the activation "${name}"`));
  return {
    activations: { strings: known.map((activation) => activation.name) },
    activation_alpha: { floats: known.flatMap((activation) => activation.alpha ?? []) },
    activation_beta: { floats: known.flatMap((activation) => activation.beta ?? []) },
  };
}

/** [rows, gates × units] → [1, gates × units, rows], gates in the new order. */
function reorderGates(weight: Weight, gates: readonly number[], units: number): Weight {
  const rows = weight.shape[0] ?? 1;
  const split = { shape: [rows, gates.length, units], data: weight.data };
  const byGate = permuteWeight(split, [1, 2, 0]);
  const block = units * rows;
  const data = new Float32Array(byGate.data.length);
  gates.forEach((from, to) => data.set(byGate.data.subarray(from * block, (from + 1) * block), to * block));
  return { shape: [1, gates.length * units, rows], data };
}

/** ONNX has a bias for the input and one for the state; TensorFlow.js has the first. */
function recurrentBias(bias: Weight, gates: readonly number[], units: number): Weight {
  const width = gates.length * units;
  const data = new Float32Array(2 * width);
  data.set(reorderGates({ shape: [1, width], data: bias.data }, gates, units).data);
  return { shape: [1, 2 * width], data };
}

function refuseUnsupported(config: RecurrentConfig, context: LayerContext): void {
  if (config.stateful) context.refuse("keeps its state between predictions");
  if (config.return_state) context.refuse("returns its state");
  if (config.reset_after) context.refuse("resets after the product");
}

const recurrent =
  (cell: Cell): LayerExporter =>
  (inputs, context) => {
    const config = context.config(configSchema);
    refuseUnsupported(config, context);
    const { graph } = context;
    const constant = (weight: Weight) => graph.floats(weight.shape, weight.data);
    const weights = ["kernel", "recurrent_kernel"].map((name) =>
      constant(reorderGates(context.weight(name), cell.gates, config.units)),
    );
    const bias = config.use_bias ? [constant(recurrentBias(context.weight("bias"), cell.gates, config.units))] : [];
    const steps = transpose(context, asFloat(context, channelsLast(context, only(inputs, context))), [1, 0, 2]);
    const [sequence = "", last = ""] = graph.node(
      cell.operator,
      [steps.name, ...weights, ...bias],
      {
        hidden_size: { int: config.units },
        direction: { string: config.go_backwards ? "reverse" : "forward" },
        ...activationAttributes(cell.activations(config), context),
      },
      2,
    );
    if (!config.return_sequences)
      return { ...apply(context, "Squeeze", derived(steps, last), [graph.ints([0])]), rank: 2 };
    return sequenceOutput(context, derived(steps, sequence), config);
  };

/** [steps, 1, batch, units] → [batch, steps, units]; a backward layer hands its steps over in the order it took them. */
function sequenceOutput(context: LayerContext, value: Value, config: RecurrentConfig): Value {
  const { graph } = context;
  const sequence = { ...apply(context, "Squeeze", value, [graph.ints([1])]), rank: 3 };
  const ordered = config.go_backwards
    ? apply(context, "Slice", sequence, [
        graph.ints([-1]),
        graph.ints([-Number.MAX_SAFE_INTEGER]),
        graph.ints([0]),
        graph.ints([-1]),
      ])
    : sequence;
  return transpose(context, ordered, [1, 0, 2]);
}

export const recurrentLayers: Record<string, LayerExporter> = Object.fromEntries(
  Object.entries(cells).map(([type, cell]) => [type, recurrent(cell)]),
);
