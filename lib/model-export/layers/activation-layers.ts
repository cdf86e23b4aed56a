import { z } from "zod";
import { activate, activationSchema } from "../activations";
import { apply, channelsLast, type LayerExporter, only } from "../layer";

const activation: LayerExporter = (inputs, context) =>
  activate(context, only(inputs, context), context.config(z.object({ activation: activationSchema })).activation);

const relu: LayerExporter = (inputs, context) => {
  const { max_value } = context.config(z.object({ max_value: z.number().nullish() }));
  const value = only(inputs, context);
  if (max_value === null || max_value === undefined) return apply(context, "Relu", value);
  return apply(context, "Clip", value, [context.graph.floats([], [0]), context.graph.floats([], [max_value])]);
};

const leakyRelu: LayerExporter = (inputs, context) => {
  const { alpha } = context.config(z.object({ alpha: z.number().default(0.3) }));
  return apply(context, "LeakyRelu", only(inputs, context), [], { alpha: { float: alpha } });
};

const elu: LayerExporter = (inputs, context) => {
  const { alpha } = context.config(z.object({ alpha: z.number().default(1) }));
  return apply(context, "Elu", only(inputs, context), [], { alpha: { float: alpha } });
};

/** The slope is one a value of a row; axes that share it have size 1, so it broadcasts from the right. */
const prelu: LayerExporter = (inputs, context) => {
  const value = channelsLast(context, only(inputs, context));
  const alpha = context.weight("alpha");
  return apply(context, "PRelu", value, [context.graph.floats(alpha.shape, alpha.data)]);
};

const thresholdedRelu: LayerExporter = (inputs, context) => {
  const { theta } = context.config(z.object({ theta: z.number().default(1) }));
  return apply(context, "ThresholdedRelu", only(inputs, context), [], { alpha: { float: theta } });
};

const softmax: LayerExporter = (inputs, context) => {
  const { axis } = context.config(z.object({ axis: z.number().int().default(-1) }));
  return apply(context, "Softmax", channelsLast(context, only(inputs, context)), [], { axis: { int: axis } });
};

export const activationLayers: Record<string, LayerExporter> = {
  Activation: activation,
  ReLU: relu,
  LeakyReLU: leakyRelu,
  ELU: elu,
  PReLU: prelu,
  ThresholdedReLU: thresholdedRelu,
  Softmax: softmax,
};
