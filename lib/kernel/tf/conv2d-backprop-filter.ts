import * as tf from "@tensorflow/tfjs-core";

interface Attrs {
  strides: number | [number, number];
  pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: [number, number, number, number];
  dilations?: number | [number, number];
}
type Backend = Parameters<tf.KernelFunc>[0]["backend"];

/**
 * The gradient of a convolution by its filter, as another convolution: examples become channels, the output's gradient becomes
 * the filter, and stride and dilation change places. So the fast forward kernel of the backend does the work.
 */
export const conv2DBackpropFilter: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs;
  const { strides, pad, dataFormat, dimRoundingMode, filterShape, dilations = 1 } = attrs as unknown as Attrs;
  if (!x || !dy) throw new Error("Conv2DBackpropFilter needs x and dy.");
  if (dataFormat !== "NHWC") throw new Error("The wasm backend trains convolutions in the NHWC format only.");
  const run = runner(backend);
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    false,
    "channelsLast",
  );
  const { top, left } = info.padInfo;
  const [height, width] = spanned(info);
  const [, inHeight = 0, inWidth = 0] = x.shape;
  // The part of the input that the filter touched: with padding, or without what lies beyond the last step.
  const paddings = [
    [0, 0],
    [top, Math.max(0, height - inHeight - top)],
    [left, Math.max(0, width - inWidth - left)],
    [0, 0],
  ];
  const padded = run("PadV2", { x }, { paddings, constantValue: 0 });
  const cropped = run("Slice", { x: padded }, { begin: [0, 0, 0, 0], size: [x.shape[0], height, width, x.shape[3]] });
  const image = run("Transpose", { x: cropped }, { perm: [3, 1, 2, 0] });
  const filter = run("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
  const swapped = {
    strides: [info.dilationHeight, info.dilationWidth],
    dilations: [info.strideHeight, info.strideWidth],
    pad: "valid",
    dataFormat,
  };
  const gradient = run("Conv2D", { x: image, filter }, swapped);
  const result = run("Transpose", { x: gradient }, { perm: [1, 2, 0, 3] });
  for (const used of [padded, cropped, image, filter, gradient]) (backend as tf.KernelBackend).disposeData(used.dataId);
  return result;
};

type Shape4 = [number, number, number, number];

/** How many rows and columns of the padded input the filter sees in all its steps. */
function spanned(info: tf.backend_util.Conv2DInfo): [number, number] {
  const rows = (info.outHeight - 1) * info.strideHeight + (info.filterHeight - 1) * info.dilationHeight + 1;
  const columns = (info.outWidth - 1) * info.strideWidth + (info.filterWidth - 1) * info.dilationWidth + 1;
  return [rows, columns];
}

function runner(backend: Backend) {
  return (kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: Record<string, unknown>): tf.TensorInfo => {
    const kernel = tf.getKernel(kernelName, "wasm");
    if (!kernel) throw new Error(`The wasm backend has no ${kernelName}.`);
    return kernel.kernelFunc({ inputs, backend, attrs: attrs as unknown as tf.NamedAttrMap }) as tf.TensorInfo;
  };
}
