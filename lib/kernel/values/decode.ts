import { decodePart } from "@/lib/datasets/decode-part";
import { QuireError } from "@/lib/protocol/errors";
import type { Tf } from "../context";
import { datasetClass } from "../quire/kernel-dataset";
import { binaryViews } from "./binary-views";
import { makeModel } from "./layers-model";
import {
  type BinaryType,
  type Tagged,
  type TableNode,
  taggedSchema,
  type TensorNode,
  type ValueManifest,
} from "./manifest";
import { makeOptimizer } from "./optimizer";
import { PartReader, type ReadPart } from "./parts";
import { makeTensor, makeVariable } from "./tensor";

/** What a value is made with. */
export interface Makers {
  /** Loads TensorFlow.js; asked for only where the value has something of it. */
  tf(): Promise<Tf>;
  /** TensorFlow.js, if it is loaded: what a table makes tensors with. */
  loadedTf(): Tf | undefined;
  /** The kernel's: tables draw splits with it. */
  seed: number;
}

/**
 * The value that `encodeValue` wrote down. All parts are read and checked against their hashes before anything is made; building
 * a model draws from Math.random. Throws UNPROCESSABLE where a part is missing, damaged or cut short.
 */
export async function decodeValue({ root, parts }: ValueManifest, read: ReadPart, makers: Makers): Promise<unknown> {
  return decodeParts(root, await PartReader.open(parts, read), makers);
}

/** The same, of parts that have been read. */
export const decodeParts = (root: unknown, reader: PartReader, makers: Makers): Promise<unknown> =>
  new Decoder(reader, makers).value(root);

const isScalar = (node: unknown): boolean => typeof node !== "object" || node === null;

class Decoder {
  /** Objects in the order in which they were complete. */
  readonly #made: unknown[] = [];

  constructor(
    private readonly reader: PartReader,
    private readonly makers: Makers,
  ) {}

  async value(node: unknown): Promise<unknown> {
    if (typeof node !== "object" || node === null) return node;
    if (Array.isArray(node)) return this.#complete(await this.#list(node));
    if (!("$" in node)) return this.#complete(await this.#object(Object.entries(node)));
    const tagged = taggedSchema.safeParse(node);
    if (!tagged.success) throw new QuireError("UNPROCESSABLE", "It is written in a form that is not known here.");
    return this.#tagged(tagged.data);
  }

  #complete<T>(made: T): T {
    this.#made.push(made);
    return made;
  }

  async #list(nodes: readonly unknown[]): Promise<unknown[]> {
    const values: unknown[] = [];
    for (const node of nodes) values.push(isScalar(node) ? node : await this.value(node));
    return values;
  }

  async #object(entries: readonly (readonly [string, unknown])[]): Promise<object> {
    const made = {};
    for (const [key, node] of entries) {
      const value = isScalar(node) ? node : await this.value(node);
      // Not by assignment: a key may be `__proto__`.
      Object.defineProperty(made, key, { value, enumerable: true, writable: true, configurable: true });
    }
    return made;
  }

  async #tagged(node: Tagged): Promise<unknown> {
    switch (node.$) {
      case "undefined":
        return undefined;
      case "number":
        return Number(node.as);
      case "bigint":
        return BigInt(node.text);
      case "same":
        return this.#same(node.as);
      default:
        return this.#complete(await this.#form(node));
    }
  }

  #same(as: number): unknown {
    if (as < this.#made.length) return this.#made[as];
    throw new QuireError("UNPROCESSABLE", "It refers to something that is not there.");
  }

  async #form(node: Exclude<Tagged, { $: "undefined" | "number" | "bigint" | "same" }>): Promise<unknown> {
    switch (node.$) {
      case "date":
        return new Date(node.ms ?? NaN);
      case "regexp":
        return new RegExp(node.source, node.flags);
      case "error":
        return Object.assign(new Error(node.message), { name: node.name, stack: node.stack });
      case "object":
        return this.#object(node.entries);
      case "map":
        return this.#map(node.entries);
      case "set":
        return new Set(await this.#list(node.values));
      case "numbers":
        return Array.from(new Float64Array(this.reader.read(node.data).buffer));
      case "binary":
        return this.#binary(node.type, this.reader.read(node.data).buffer);
      case "table":
        return this.#table(node);
      case "tensor":
        return this.#tensor(await this.makers.tf(), node);
      case "optimizer":
        return makeOptimizer(await this.makers.tf(), node, this.reader);
      case "layersModel":
        return makeModel(await this.makers.tf(), node, this.reader);
    }
  }

  async #map(entries: readonly [unknown, unknown][]): Promise<Map<unknown, unknown>> {
    const map = new Map<unknown, unknown>();
    for (const [key, value] of entries) map.set(await this.value(key), await this.value(value));
    return map;
  }

  #binary(type: BinaryType, buffer: ArrayBuffer): unknown {
    return type === "ArrayBuffer" ? buffer : new binaryViews[type](buffer);
  }

  #table({ columns, rows, data, ...identity }: TableNode): unknown {
    const tf = () => {
      const loaded = this.makers.loadedTf();
      if (loaded) return loaded;
      throw new QuireError(
        "UNAVAILABLE",
        'A table makes tensors once TensorFlow.js is loaded. Put this into a cell: import * as tf from "@tensorflow/tfjs";',
      );
    };
    const Table = datasetClass(tf, this.makers.seed);
    return new Table(identity, decodePart(this.reader.read(data), columns).columns, rows);
  }

  #tensor(tf: Tf, node: TensorNode): unknown {
    return node.trainable === undefined
      ? makeTensor(tf, node, this.reader)
      : makeVariable(tf, node, node.trainable, this.reader);
  }
}
