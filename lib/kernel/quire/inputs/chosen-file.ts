import type { ChosenFile } from "@/lib/inputs/control";
import type { CellContext } from "../../context";
import type * as api from "../quire";

/** A file that a person chose. Its bytes come when they are first asked for. */
export class ChosenFileHandle implements api.InputFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly #hash: string;
  readonly #context: CellContext;
  #bytes: Promise<Uint8Array> | undefined;

  constructor({ name, type, size, hash }: ChosenFile, context: CellContext) {
    this.name = name;
    this.type = type;
    this.size = size;
    this.#hash = hash;
    this.#context = context;
  }

  bytes(): Promise<Uint8Array> {
    const { host, executionId } = this.#context;
    this.#bytes ??= host.call("inputs.file", { hash: this.#hash }, executionId).catch((error: unknown) => {
      this.#bytes = undefined;
      throw error;
    });
    return this.#bytes;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }
}
