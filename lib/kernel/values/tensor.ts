import type * as TensorFlow from "@tensorflow/tfjs";
import type { Tf } from "../context";
import type { TensorNode } from "./manifest";
import type { PartReader, PartWriter } from "./parts";

const arrays = { float32: Float32Array, complex64: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Keeps what the tensor holds now, and gives a way to read it when that is convenient: a variable may change meanwhile. */
export function holdTensor(tensor: TensorFlow.Tensor): (writer: PartWriter) => Promise<TensorNode> {
  const { dtype, shape } = tensor;
  const held = tensor.clone();
  const values = held.data<TensorFlow.DataType>();
  return async (writer) => {
    const found = await values;
    held.dispose();
    const data = isTexts(found) ? found : writer.add(bytesOf(found));
    return { $: "tensor", dtype, shape: [...shape], data };
  };
}

type Values = TensorFlow.DataTypeMap[TensorFlow.DataType];

/** Typed, for values of text are declared as something else than what they are. */
function isTexts(values: Values): values is string[] & Values {
  return Array.isArray(values);
}

function bytesOf(values: Exclude<Values, string[]>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

export function makeTensor(tf: Tf, { dtype, shape, data }: TensorNode, reader: PartReader): TensorFlow.Tensor {
  if (Array.isArray(data)) return tf.tensor(data, shape, "string");
  if (dtype === "string") throw new Error("A tensor of text has no bytes.");
  const bytes = reader.read(data);
  const values = new arrays[dtype](bytes.buffer);
  if (dtype !== "complex64") return tf.tensor(values, shape, dtype);
  return tf.tidy(() => {
    const pairs = tf.tensor(values, [...shape, 2], "float32");
    const [real, imaginary] = pairs.unstack(shape.length);
    if (!real || !imaginary) throw new Error("A complex tensor has two parts.");
    return tf.complex(real, imaginary);
  });
}

export function makeVariable(tf: Tf, node: TensorNode, trainable: boolean, reader: PartReader): TensorFlow.Variable {
  const made = makeTensor(tf, node, reader);
  const variable = tf.variable(made, trainable);
  made.dispose();
  return variable;
}
