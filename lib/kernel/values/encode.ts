import type * as TensorFlow from "@tensorflow/tfjs";
import { encodePart } from "@/lib/datasets/arrow-part";
import { Dataset } from "@/lib/datasets/dataset";
import type { Tf } from "../context";
import { show } from "../quire/check";
import { holdModel } from "./layers-model";
import { isBinaryType, type Tagged, type ValueManifest } from "./manifest";
import { holdOptimizer } from "./optimizer";
import { type Parts, PartWriter } from "./parts";
import { holdTensor } from "./tensor";

/** A value that cannot be written down, and which part of it. */
export class CannotTravel extends Error {
  override readonly name = "CannotTravel";

  constructor(
    /** From the value down, as code: `.layers[2].name`; empty for the value itself. */
    readonly path: string,
    readonly reason: string,
  ) {
    super(path === "" ? `It ${reason}` : `${path.replace(/^\./, "")} ${reason}`);
  }
}

export interface EncodedValue {
  manifest: ValueManifest;
  parts: Parts;
}

/**
 * Writes a value down: what JSON has words for, and dates, maps, sets, typed arrays, tensors, layers models, optimizers and tables besides. `tf`
 * is undefined where no cell has loaded it. The value is read at once; only its tensors arrive later. Throws CannotTravel.
 */
export async function encodeValue(value: unknown, tf: Tf | undefined): Promise<EncodedValue> {
  const writer = new PartWriter();
  const encoder = new Encoder(tf, writer);
  const root = encoder.node(value, "");
  await encoder.arrived();
  const { list, parts } = await writer.finish();
  return { manifest: { format: "quire-value/1", root, parts: list }, parts };
}

/** Deeper than any data, and far from the end of the stack. */
const DEEPEST = 500;
/** So many numbers are bytes rather than text. */
const LONG = 256;

class Encoder {
  /** Of objects that are complete, the how-manieth each was. */
  readonly #seen = new Map<object, number>();
  readonly #open = new Set<object>();
  readonly #arriving: (() => Promise<void>)[] = [];

  constructor(
    private readonly tf: Tf | undefined,
    private readonly writer: PartWriter,
  ) {}

  node(value: unknown, path: string): unknown {
    switch (typeof value) {
      case "undefined":
        return { $: "undefined" } satisfies Tagged;
      case "number":
        return numberNode(value);
      case "bigint":
        return { $: "bigint", text: String(value) } satisfies Tagged;
      case "function":
      case "symbol":
        throw new CannotTravel(
          path,
          `is ${typeof value === "function" ? "a function" : "a symbol"}: only data can be kept.`,
        );
      case "object":
        return value === null ? null : this.#shared(value, path);
      default:
        return value;
    }
  }

  /** Resolves when the tensors' values are there and in their nodes. One after the other: the same value makes the same parts. */
  async arrived(): Promise<void> {
    for (const arrive of this.#arriving) await arrive();
  }

  #shared(value: object, path: string): unknown {
    const as = this.#seen.get(value);
    if (as !== undefined) return { $: "same", as } satisfies Tagged;
    if (this.#open.has(value)) throw new CannotTravel(path, "refers back to what it is in: circles cannot be kept.");
    if (this.#open.size >= DEEPEST) throw new CannotTravel(path, `is more than ${DEEPEST} objects deep.`);
    this.#open.add(value);
    const node = this.#object(value, path);
    this.#open.delete(value);
    this.#seen.set(value, this.#seen.size);
    return node;
  }

  #object(value: object, path: string): unknown {
    if (Array.isArray(value)) return this.#array(value, path);
    if (value instanceof Map) return this.#map(value, path);
    if (value instanceof Set)
      return {
        $: "set",
        values: [...value].map((item, i) => this.node(item, `${path}.values()[${i}]`)),
      } satisfies Tagged;
    if (value instanceof Date)
      return { $: "date", ms: Number.isNaN(value.getTime()) ? null : value.getTime() } satisfies Tagged;
    if (value instanceof RegExp) return { $: "regexp", source: value.source, flags: value.flags } satisfies Tagged;
    if (value instanceof Error)
      return { $: "error", name: value.name, message: value.message, stack: value.stack ?? "" } satisfies Tagged;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return this.#binary(value, path);
    if (value instanceof Dataset) return this.#table(value);
    return this.#ofTensorFlow(value, path) ?? this.#plain(value, path);
  }

  #map(map: ReadonlyMap<unknown, unknown>, path: string): Tagged {
    const entry = ([key, item]: [unknown, unknown]): [unknown, unknown] => [
      this.node(key, `${path}: the key ${show(key)}`),
      this.node(item, `${path}.get(${show(key)})`),
    ];
    return { $: "map", entries: [...map].map(entry) };
  }

  #array(value: readonly unknown[], path: string): unknown {
    if (value.length >= LONG && value.every((item) => typeof item === "number"))
      return { $: "numbers", data: this.writer.add(new Uint8Array(Float64Array.from(value).buffer)) } satisfies Tagged;
    return Array.from(value, (item, index) => this.node(item, `${path}[${index}]`));
  }

  #plain(value: object, path: string): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new CannotTravel(
        path,
        `is ${show(value)}: an object of a class is more than its data. Keep its fields instead.`,
      );
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
      key,
      this.node(item, `${path}${step(key)}`),
    ]);
    if (entries.some(([key]) => key === "$" || key === "__proto__")) return { $: "object", entries } satisfies Tagged;
    return Object.fromEntries(entries);
  }

  #binary(value: ArrayBuffer | ArrayBufferView, path: string): Tagged {
    const type = Object.prototype.toString.call(value).slice(8, -1);
    if (!isBinaryType(type)) throw new CannotTravel(path, `is a ${type}, which cannot be kept.`);
    const view =
      value instanceof ArrayBuffer
        ? new Uint8Array(value)
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { $: "binary", type, data: this.writer.add(new Uint8Array(view)) };
  }

  #table(table: Dataset): Tagged {
    const { name, version: number, versionId, hash, columns, length: rows } = table;
    const data = this.writer.add(new Uint8Array(encodePart(table.stores(), rows)));
    return { $: "table", name, number, versionId, hash, columns: [...columns], rows, data };
  }

  #ofTensorFlow(value: object, path: string): unknown {
    const { tf } = this;
    if (!tf) return undefined;
    if (isTensor(tf, value)) return this.#tensor(tf, value, path);
    if (value instanceof tf.LayersModel) return this.#model(tf, value, path);
    if (value instanceof tf.GraphModel)
      throw new CannotTravel(path, "is a graph model, which cannot be kept. Load it again where it is needed.");
    return value instanceof tf.Optimizer ? this.#later(holdOptimizer(tf, value)) : undefined;
  }

  #tensor(tf: Tf, tensor: TensorFlow.Tensor, path: string): unknown {
    if (tensor.isDisposed) throw new CannotTravel(path, "is a tensor that has been disposed of.");
    const held = holdTensor(tensor);
    const variable: unknown = tensor;
    if (!(variable instanceof tf.Variable)) return this.#later(held);
    const { trainable } = variable;
    return this.#later(async (writer) => ({ ...(await held(writer)), trainable }));
  }

  #model(tf: Tf, model: TensorFlow.LayersModel, path: string): unknown {
    try {
      return this.#later(holdModel(tf, model));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CannotTravel(path, `is a model that TensorFlow.js cannot write down: ${why}`);
    }
  }

  /** A node that is filled in when its tensors have arrived. */
  #later(read: (writer: PartWriter) => Promise<Tagged>): object {
    const node = {};
    this.#arriving.push(async () => void Object.assign(node, await read(this.writer)));
    return node;
  }
}

const isTensor = (tf: Tf, value: object): value is TensorFlow.Tensor => value instanceof tf.Tensor;

function numberNode(value: number): unknown {
  if (Object.is(value, -0)) return { $: "number", as: "-0" } satisfies Tagged;
  if (Number.isFinite(value)) return value;
  return { $: "number", as: Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity" } satisfies Tagged;
}

const step = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
