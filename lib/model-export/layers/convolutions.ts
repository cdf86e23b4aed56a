import { z } from "zod";
import { activate, activationSchema } from "../activations";
import {
  apply,
  asFloat,
  channelsFirst,
  channelsLast,
  type LayerContext,
  type LayerExporter,
  only,
  type Value,
} from "../layer";
import type { Attributes } from "../onnx-graph";
import { sizeOf, type Weight } from "../weights";

/** A number for all dimensions, or one each. */
export const sizesSchema = (dimensions: number) =>
  z
    .union([z.number().int().positive(), z.array(z.number().int().positive())])
    .transform((sizes) => (Array.isArray(sizes) ? sizes : Array.from({ length: dimensions }, () => sizes)));

/** `channels_last`, however it is spelt; the other order has no kernels on most backends and is refused. */
export const dataFormatSchema = z
  .string()
  .nullish()
  .refine((format) => !format || format.replace("_", "").toLowerCase() === "channelslast", "must be channels last");

const configSchema = (dimensions: number) =>
  z.object({
    strides: sizesSchema(dimensions).default(Array.from({ length: dimensions }, () => 1)),
    dilation_rate: sizesSchema(dimensions).nullish(),
    padding: z.enum(["valid", "same", "causal"]).default("valid"),
    data_format: dataFormatSchema,
    use_bias: z.boolean().default(true),
    activation: activationSchema,
  });
type ConvConfig = z.output<ReturnType<typeof configSchema>>;

/** Rearranges a weight's axes: `order[i]` is the axis that becomes the i-th. */
export function permuteWeight(weight: Weight, order: readonly number[]): Weight {
  const shape = order.map((axis) => weight.shape[axis] ?? 1);
  const strides = weight.shape.map((_, axis) => sizeOf(weight.shape.slice(axis + 1)));
  const steps = order.map((axis) => strides[axis] ?? 1);
  const data = new Float32Array(weight.data.length);
  const index = shape.map(() => 0);
  for (let to = 0, from = 0; to < data.length; to++) {
    data[to] = weight.data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = steps[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      from += step;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      from -= step * (shape[axis] ?? 1);
      index[axis] = 0;
    }
  }
  return { shape, data };
}

const spatial = (dimensions: number) => Array.from({ length: dimensions }, (_, i) => i);

/** ONNX pads by explicit numbers where TensorFlow.js' padding does not depend on the input's size, else by its rule. */
function padding(config: ConvConfig, kernel: readonly number[]): Attributes {
  const dilation = config.dilation_rate ?? kernel.map(() => 1);
  const reach = kernel.map((size, i) => (size - 1) * (dilation[i] ?? 1));
  if (config.padding === "valid") return {};
  if (config.padding === "causal") return { pads: { ints: [...reach, ...reach.map(() => 0)] } };
  if (config.strides.some((stride) => stride > 1)) return { auto_pad: { string: "SAME_UPPER" } };
  return { pads: { ints: [...reach.map((n) => Math.floor(n / 2)), ...reach.map((n) => Math.ceil(n / 2))] } };
}

const attributes = (config: ConvConfig, kernel: readonly number[], group = 1): Attributes => ({
  kernel_shape: { ints: kernel },
  strides: { ints: config.strides },
  dilations: { ints: config.dilation_rate ?? kernel.map(() => 1) },
  group: { int: group },
  ...padding(config, kernel),
});

function convInput(inputs: Value[], context: LayerContext): Value {
  return channelsFirst(context, asFloat(context, only(inputs, context)));
}

const optionalBias = (context: LayerContext, useBias: boolean): string[] => {
  if (!useBias) return [];
  const bias = context.weight("bias");
  return [context.graph.floats(bias.shape, bias.data)];
};

const constant = (context: LayerContext, weight: Weight) => context.graph.floats(weight.shape, weight.data);

/** Kernel: […size, in, out] → [out, in, …size]. */
const conv =
  (dimensions: number): LayerExporter =>
  (inputs, context) => {
    const config = context.config(configSchema(dimensions));
    const kernel = permuteWeight(context.weight("kernel"), [dimensions + 1, dimensions, ...spatial(dimensions)]);
    const rest = [constant(context, kernel), ...optionalBias(context, config.use_bias)];
    const value = apply(context, "Conv", convInput(inputs, context), rest, attributes(config, kernel.shape.slice(2)));
    return activate(context, value, config.activation);
  };

/** Kernel: [h, w, in, multiplier] → [in × multiplier, 1, h, w]; each input channel is a group. */
function depthwise(context: LayerContext, value: Value, name: string, config: ConvConfig, bias: string[]): Value {
  const kernel = permuteWeight(context.weight(name), [2, 3, 0, 1]);
  const [channels = 1, multiplier = 1, ...size] = kernel.shape;
  const weights = context.graph.floats([channels * multiplier, 1, ...size], kernel.data);
  return apply(context, "Conv", value, [weights, ...bias], attributes(config, size, channels));
}

const depthwiseConv2d: LayerExporter = (inputs, context) => {
  const config = context.config(configSchema(2));
  const bias = optionalBias(context, config.use_bias);
  return activate(
    context,
    depthwise(context, convInput(inputs, context), "depthwise_kernel", config, bias),
    config.activation,
  );
};

const separableConv2d: LayerExporter = (inputs, context) => {
  const config = context.config(configSchema(2));
  const spread = depthwise(context, convInput(inputs, context), "depthwise_kernel", config, []);
  const pointwise = permuteWeight(context.weight("pointwise_kernel"), [3, 2, 0, 1]);
  const rest = [constant(context, pointwise), ...optionalBias(context, config.use_bias)];
  return activate(context, apply(context, "Conv", spread, rest, { kernel_shape: { ints: [1, 1] } }), config.activation);
};

/** Kernel: […size, out, in] → [in, out, …size]. TensorFlow.js' output is `in × stride` (same) or `in × stride + max(k − stride, 0)`. */
const convTranspose =
  (dimensions: number): LayerExporter =>
  (inputs, context) => {
    const config = context.config(configSchema(dimensions));
    const kernel = permuteWeight(context.weight("kernel"), [dimensions + 1, dimensions, ...spatial(dimensions)]);
    const size = kernel.shape.slice(2);
    const over = size.map((n, i) => n - (config.strides[i] ?? 1));
    const cut = over.map((n) => (config.padding === "same" ? Math.max(n, 0) : 0));
    const value = apply(
      context,
      "ConvTranspose",
      convInput(inputs, context),
      [constant(context, kernel), ...optionalBias(context, config.use_bias)],
      {
        kernel_shape: { ints: size },
        strides: { ints: config.strides },
        pads: { ints: [...cut.map((n) => Math.floor(n / 2)), ...cut.map((n) => Math.ceil(n / 2))] },
        output_padding: { ints: over.map((n) => Math.max(-n, 0)) },
      },
    );
    return activate(context, value, config.activation);
  };

const zeroPadding2d: LayerExporter = (inputs, context) => {
  const { padding: pads } = context.config(z.object({ padding: pairsSchema, data_format: dataFormatSchema }));
  const value = channelsLast(context, only(inputs, context));
  const [[top, bottom], [left, right]] = pads;
  return apply(context, "Pad", value, [context.graph.ints([0, top, left, 0, 0, bottom, right, 0])]);
};

const cropping2d: LayerExporter = (inputs, context) => {
  const { cropping } = context.config(z.object({ cropping: pairsSchema, data_format: dataFormatSchema }));
  const value = channelsLast(context, only(inputs, context));
  const [[top, bottom], [left, right]] = cropping;
  const { graph } = context;
  const end = (cut: number) => (cut === 0 ? Number.MAX_SAFE_INTEGER : -cut);
  return apply(context, "Slice", value, [
    graph.ints([top, left]),
    graph.ints([end(bottom), end(right)]),
    graph.ints([1, 2]),
  ]);
};

/** `n`, `[rows, columns]` or `[[top, bottom], [left, right]]`. */
const count = z.number().int().nonnegative();
const pair = z.tuple([count, count]);
type Pairs = [[number, number], [number, number]];
const pairsSchema = z.union([
  count.transform((n): Pairs => [
    [n, n],
    [n, n],
  ]),
  z.tuple([pair, pair]),
  pair.transform(([rows, columns]): Pairs => [
    [rows, rows],
    [columns, columns],
  ]),
]);

const upSampling2d: LayerExporter = (inputs, context) => {
  const { size, interpolation } = context.config(
    z.object({
      size: sizesSchema(2),
      interpolation: z.enum(["nearest", "bilinear"]).nullish(),
      data_format: dataFormatSchema,
    }),
  );
  return apply(context, "Resize", convInput(inputs, context), ["", context.graph.floats([4], [1, 1, ...size])], {
    mode: { string: interpolation === "bilinear" ? "linear" : "nearest" },
    coordinate_transformation_mode: { string: "asymmetric" },
    nearest_mode: { string: "floor" },
  });
};

export const convolutions: Record<string, LayerExporter> = {
  Conv1D: conv(1),
  Conv2D: conv(2),
  Conv3D: conv(3),
  Conv2DTranspose: convTranspose(2),
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  ZeroPadding2D: zeroPadding2d,
  Cropping2D: cropping2d,
  UpSampling2D: upSampling2d,
};
