import { z } from "zod";
import { activate, activationSchema } from "../activations";
import {
  apply,
  asFloat,
  channelsLast,
  type LayerContext,
  type LayerExporter,
  only,
  transpose,
  type Value,
} from "../layer";

const dense: LayerExporter = (inputs, context) => {
  const config = context.config(z.object({ use_bias: z.boolean().default(true), activation: activationSchema }));
  const value = asFloat(context, channelsLast(context, only(inputs, context)));
  const kernel = context.weight("kernel");
  const weights = context.graph.floats(kernel.shape, kernel.data);
  return activate(
    context,
    addBias(context, multiply(context, value, weights, config.use_bias), config.use_bias),
    config.activation,
  );
};

/** Gemm takes the bias along; above rank 2 it is a product and a sum. */
function multiply(context: LayerContext, value: Value, weights: string, useBias: boolean): Value {
  if (value.rank !== 2) return apply(context, "MatMul", value, [weights]);
  return apply(context, "Gemm", value, useBias ? [weights, bias(context)] : [weights]);
}

const addBias = (context: LayerContext, value: Value, useBias: boolean): Value =>
  useBias && value.rank !== 2 ? apply(context, "Add", value, [bias(context)]) : value;

function bias(context: LayerContext): string {
  const weight = context.weight("bias");
  return context.graph.floats(weight.shape, weight.data);
}

/** What only acts in training. */
const identity: LayerExporter = (inputs, context) => only(inputs, context);

/** In the order of TensorFlow.js, channels last: the kernel after it expects that. */
const flatten: LayerExporter = (inputs, context) => {
  const { data_format } = context.config(z.object({ data_format: z.string().nullish() }));
  if (data_format === "channelsFirst" || data_format === "channels_first")
    return context.refuse("flattens with channels first");
  const value = channelsLast(context, only(inputs, context));
  return { ...apply(context, "Reshape", value, [context.graph.ints([0, -1])]), rank: 2 };
};

const reshape: LayerExporter = (inputs, context) => {
  const { target_shape } = context.config(z.object({ target_shape: z.array(z.number().int().nullable()) }));
  const value = channelsLast(context, only(inputs, context));
  const shape = context.graph.ints([0, ...target_shape.map((size) => size ?? -1)]);
  return { ...apply(context, "Reshape", value, [shape]), rank: target_shape.length + 1 };
};

const permute: LayerExporter = (inputs, context) => {
  const { dims } = context.config(z.object({ dims: z.array(z.number().int().positive()) }));
  return transpose(context, channelsLast(context, only(inputs, context)), [0, ...dims]);
};

const repeatVector: LayerExporter = (inputs, context) => {
  const { n } = context.config(z.object({ n: z.number().int().positive() }));
  const { graph } = context;
  const row = apply(context, "Unsqueeze", only(inputs, context), [graph.ints([1])]);
  return { ...apply(context, "Tile", row, [graph.ints([1, n, 1])]), rank: 3 };
};

const rescaling: LayerExporter = (inputs, context) => {
  const { scale, offset } = context.config(z.object({ scale: z.number(), offset: z.number().default(0) }));
  const { graph } = context;
  const scaled = apply(context, "Mul", asFloat(context, only(inputs, context)), [graph.floats([], [scale])]);
  return apply(context, "Add", scaled, [graph.floats([], [offset])]);
};

const embedding: LayerExporter = (inputs, context) => {
  const { mask_zero } = context.config(z.object({ mask_zero: z.boolean().nullish() }));
  if (mask_zero) return context.refuse("masks zeros, which ONNX cannot carry along");
  const indices = apply(context, "Cast", channelsLast(context, only(inputs, context)), [], { to: { int: 7 } });
  const table = context.weight("embeddings");
  const [name = ""] = context.graph.node("Gather", [context.graph.floats(table.shape, table.data), indices.name], {
    axis: { int: 0 },
  });
  return { name, rank: indices.rank + 1, channels: "last", type: "float32" };
};

export const coreLayers: Record<string, LayerExporter> = {
  Dense: dense,
  Dropout: identity,
  SpatialDropout1D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,
  ActivityRegularization: identity,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Embedding: embedding,
};
