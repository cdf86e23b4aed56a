import onnxProto from "onnx-proto";
import type { onnx as Onnx } from "onnx-proto";
import { sizeOf } from "./weights";

const { onnx } = onnxProto;

/** The operator set the exporter writes, and the file format that goes with it. */
const OPSET = 17;
const IR_VERSION = 8;

export type ElementType = "float32" | "int32" | "int64" | "bool";

const elementCode: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** Attribute values by their ONNX type. */
type Attribute =
  | { int: number }
  | { ints: readonly number[] }
  | { float: number }
  | { floats: readonly number[] }
  | { string: string }
  | { strings: readonly string[] };
export type Attributes = Record<string, Attribute>;

const utf8 = (text: string) => new TextEncoder().encode(text);

function attributeProto(name: string, value: Attribute): Onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if ("int" in value) return { name, type: AttributeType.INT, i: value.int };
  if ("ints" in value) return { name, type: AttributeType.INTS, ints: [...value.ints] };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ("floats" in value) return { name, type: AttributeType.FLOATS, floats: [...value.floats] };
  if ("string" in value) return { name, type: AttributeType.STRING, s: utf8(value.string) };
  return { name, type: AttributeType.STRINGS, strings: value.strings.map(utf8) };
}

/** Gathers nodes and constants; a value is known by its name. */
export class OnnxGraph {
  readonly #nodes: Onnx.INodeProto[] = [];
  readonly #constants: Onnx.ITensorProto[] = [];
  readonly #inputs: Onnx.IValueInfoProto[] = [];
  readonly #outputs: Onnx.IValueInfoProto[] = [];
  #next = 0;

  /** Names of earlier nodes' outputs; the first `count` outputs of this one come back. An empty name is an input left out. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}, count = 1): string[] {
    const output = Array.from({ length: count }, () => `${operator.toLowerCase()}_${this.#next++}`);
    this.#nodes.push({
      opType: operator,
      name: output[0],
      input: [...inputs],
      output,
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
    });
    return output;
  }

  floats(shape: readonly number[], values: Float32Array | readonly number[]): string {
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    if (data.length !== sizeOf(shape))
      throw new RangeError(`${data.length} values do not fill the shape [${shape.join(", ")}].`);
    return this.#constant(
      elementCode.float32,
      shape,
      littleEndian(data.length, 4, (view, i) => view.setFloat32(i * 4, data[i] ?? 0, true)),
    );
  }

  /** A vector of int64, as shapes and axes are written. */
  ints(values: readonly number[]): string {
    return this.#constant(
      elementCode.int64,
      [values.length],
      littleEndian(values.length, 8, (view, i) => view.setBigInt64(i * 8, BigInt(values[i] ?? 0), true)),
    );
  }

  /** `null` sizes are free. */
  input(name: string, type: ElementType, shape: readonly (number | null)[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Gives a value its public name. The shape may be left unknown. */
  output(name: string, value: string, type: ElementType, shape?: readonly (number | null)[]): void {
    this.#nodes.push({ opType: "Identity", name: `output_${name}`, input: [value], output: [name] });
    this.#outputs.push(valueInfo(name, type, shape));
  }

  encode(producer: string): Uint8Array {
    const model: Onnx.IModelProto = {
      irVersion: IR_VERSION,
      producerName: producer,
      opsetImport: [{ domain: "", version: OPSET }],
      graph: {
        name: "model",
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: this.#outputs,
      },
    };
    return onnx.ModelProto.encode(model).finish();
  }

  #constant(dataType: number, shape: readonly number[], rawData: Uint8Array): string {
    const name = `constant_${this.#next++}`;
    this.#constants.push({ name, dataType, dims: [...shape], rawData });
    return name;
  }
}

function littleEndian(count: number, width: number, set: (view: DataView, index: number) => void): Uint8Array {
  const bytes = new Uint8Array(count * width);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) set(view, i);
  return bytes;
}

function valueInfo(name: string, type: ElementType, shape?: readonly (number | null)[]): Onnx.IValueInfoProto {
  const dim = shape?.map((size, axis) =>
    size === null ? { dimParam: axis === 0 ? "batch" : `${name}_${axis}` } : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: elementCode[type], ...(dim ? { shape: { dim } } : {}) } } };
}
