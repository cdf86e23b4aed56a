import { z } from "zod";
import { apply, channelsFirst, channelsLast, type LayerExporter, only } from "../layer";
import { dataFormatSchema, sizesSchema } from "./convolutions";

const configSchema = (dimensions: number) =>
  z.object({
    pool_size: sizesSchema(dimensions),
    strides: sizesSchema(dimensions).nullish(),
    padding: z.enum(["valid", "same"]).default("valid"),
    data_format: dataFormatSchema,
  });

const pool =
  (operator: "MaxPool" | "AveragePool", dimensions: number): LayerExporter =>
  (inputs, context) => {
    const config = context.config(configSchema(dimensions));
    return apply(context, operator, channelsFirst(context, only(inputs, context)), [], {
      kernel_shape: { ints: config.pool_size },
      strides: { ints: config.strides ?? config.pool_size },
      auto_pad: { string: config.padding === "same" ? "SAME_UPPER" : "VALID" },
    });
  };

const globalPool =
  (operator: "ReduceMean" | "ReduceMax"): LayerExporter =>
  (inputs, context) => {
    context.config(z.object({ data_format: dataFormatSchema }));
    const value = channelsLast(context, only(inputs, context));
    const axes = Array.from({ length: value.rank - 2 }, (_, i) => i + 1);
    return { ...apply(context, operator, value, [], { axes: { ints: axes }, keepdims: { int: 0 } }), rank: 2 };
  };

export const pooling: Record<string, LayerExporter> = {
  MaxPooling1D: pool("MaxPool", 1),
  MaxPooling2D: pool("MaxPool", 2),
  MaxPooling3D: pool("MaxPool", 3),
  AveragePooling1D: pool("AveragePool", 1),
  AveragePooling2D: pool("AveragePool", 2),
  AveragePooling3D: pool("AveragePool", 3),
  GlobalMaxPooling1D: globalPool("ReduceMax"),
  GlobalMaxPooling2D: globalPool("ReduceMax"),
  GlobalAveragePooling1D: globalPool("ReduceMean"),
  GlobalAveragePooling2D: globalPool("ReduceMean"),
};
