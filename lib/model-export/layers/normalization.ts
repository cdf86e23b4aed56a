import { z } from "zod";
import { alongChannels, apply, asFloat, channelsLast, type LayerExporter, only, type Value } from "../layer";

const axisSchema = z
  .union([
    z.number().int(),
    z
      .array(z.number().int())
      .length(1)
      .transform(([axis]) => axis ?? -1),
  ])
  .default(-1);

const isLast = (axis: number, value: Value) => axis === -1 || axis === value.rank - 1;

/** With its statistics fixed, the layer is a scale and a shift a channel; a convolution before it swallows them. */
const batchNormalization: LayerExporter = (inputs, context) => {
  const config = context.config(
    z.object({
      axis: axisSchema,
      epsilon: z.number().default(1e-3),
      center: z.boolean().default(true),
      scale: z.boolean().default(true),
    }),
  );
  const value = asFloat(context, only(inputs, context));
  if (!isLast(config.axis, value))
    return context.refuse(`normalises along axis ${config.axis}; only the last one can be exported`);
  const mean = context.weight("moving_mean").data;
  const gamma = config.scale ? context.weight("gamma").data : undefined;
  const beta = config.center ? context.weight("beta").data : undefined;
  const scale = context
    .weight("moving_variance")
    .data.map((variance, i) => (gamma?.[i] ?? 1) / Math.sqrt(variance + config.epsilon));
  const shift = mean.map((m, i) => (beta?.[i] ?? 0) - m * (scale[i] ?? 1));
  const scaled = apply(context, "Mul", value, [alongChannels(context, value, scale)]);
  return apply(context, "Add", scaled, [alongChannels(context, value, shift)]);
};

const layerNormalization: LayerExporter = (inputs, context) => {
  const config = context.config(
    z.object({
      axis: axisSchema,
      epsilon: z.number().default(1e-3),
      center: z.boolean().default(true),
      scale: z.boolean().default(true),
    }),
  );
  const value = channelsLast(context, asFloat(context, only(inputs, context)));
  if (!isLast(config.axis, value))
    return context.refuse(`normalises along axis ${config.axis}; only the last one can be exported`);
  const gamma = config.scale ? context.weight("gamma") : undefined;
  const beta = config.center ? context.weight("beta") : undefined;
  const like = gamma ?? beta;
  if (!like) return context.refuse("has neither scale nor centre");
  const { graph } = context;
  const scale = graph.floats(like.shape, gamma?.data ?? like.data.map(() => 1));
  const rest = beta ? [scale, graph.floats(beta.shape, beta.data)] : [scale];
  return apply(context, "LayerNormalization", value, rest, { axis: { int: -1 }, epsilon: { float: config.epsilon } });
};

export const normalization: Record<string, LayerExporter> = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
};
