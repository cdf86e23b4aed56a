import type * as Y from "yjs";
import { z } from "zod";
import type { InputsPort } from "@/components/outputs/inputs/port";
import { type Chosen, type ChosenFile, type InputRef, type Json, MAX_INPUT_JSON } from "@/lib/inputs/control";
import { observeInputs, readInput, readInputs, writeInput } from "@/lib/notebook/inputs";
import { QuireError } from "@/lib/protocol/errors";
import type { BlobTransfer } from "./blob-transfer";

/** A slider that is dragged tells the others, and the kernel, at most so often; where it comes to rest always. */
const TELL_MS = 200;

/** Where a person's own values are kept. */
export type OwnValues = Pick<Storage, "getItem" | "setItem">;

interface Options {
  doc: Y.Doc;
  blobs: BlobTransfer;
  notebookId: string;
  userId: string;
  readOnly: boolean;
  own: OwnValues;
  tellMs?: number;
}

interface Change {
  ref: InputRef;
  value: Json;
  press: boolean;
}

const ownSchema = z.record(z.string(), z.json());
const placeOf = ({ cell, key, shared }: InputRef): string => JSON.stringify([shared, cell, key]);

/**
 * What people chose in the inputs of a notebook: everyone's values lie in the document, one's own in the browser. The person
 * sees a change at once; others and the kernel hear of it a moment later.
 */
export class NotebookInputs implements InputsPort {
  readonly readOnly: boolean;
  readonly #listeners = new Set<() => void>();
  /** Changes on their way. */
  readonly #drafts = new Map<string, Change>();
  readonly #origin = { by: "inputs" };
  readonly #stop: () => void;
  #own: Record<string, Json>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Is told of each change, by whomever; the page's kernel listens. */
  onChange: (ref: InputRef, value: Json, how: { press: boolean }) => void = () => undefined;

  constructor(private readonly options: Options) {
    this.readOnly = options.readOnly;
    this.#own = this.#readOwn();
    this.#stop = observeInputs(options.doc, (ref, value, origin) => {
      this.#tell();
      if (origin !== this.#origin && value !== undefined)
        this.onChange({ ...ref, shared: true }, value, { press: false });
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  chosen(ref: InputRef): unknown {
    const draft = this.#drafts.get(placeOf(ref));
    if (draft) return draft.value;
    return ref.shared ? readInput(this.options.doc, ref) : this.#own[placeOf(ref)];
  }

  /** For a run of the cell. */
  chosenIn(cell: string): Chosen {
    this.flush();
    const mine: Record<string, Json> = {};
    for (const [place, value] of Object.entries(this.#own)) {
      const [, owner, key] = z.tuple([z.boolean(), z.string(), z.string()]).parse(JSON.parse(place));
      if (owner === cell) mine[key] = value;
    }
    return { shared: readInputs(this.options.doc, cell), mine };
  }

  choose(ref: InputRef, value: Json, { press = false } = {}): void {
    if (this.readOnly) return;
    if (JSON.stringify(value).length > MAX_INPUT_JSON)
      throw new QuireError("TOO_LARGE", "That is more than an input can hold. Choose less, or make it a dataset.");
    const place = placeOf(ref);
    this.#drafts.set(place, { ref, value, press: press || (this.#drafts.get(place)?.press ?? false) });
    this.#tell();
    if (press || this.#timer === undefined) this.flush();
  }

  async upload(file: File): Promise<ChosenFile> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const hash = await this.options.blobs.put(bytes, file.type || "application/octet-stream");
    return { name: file.name, type: file.type, size: file.size, hash };
  }

  /** Whether a file of that content is chosen in any of the notebook's inputs. */
  hasFile(hash: string): boolean {
    const shared = JSON.stringify(this.options.doc.getMap("inputs").toJSON());
    return [shared, JSON.stringify(this.#own)].some((json) => json.includes(`"hash":${JSON.stringify(hash)}`));
  }

  /** Tells at once what was held back. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = [...this.#drafts.values()];
    this.#drafts.clear();
    for (const { ref, value, press } of changes) {
      if (ref.shared) writeInput(this.options.doc, ref, value, this.#origin);
      else this.#writeOwn(ref, value);
      this.onChange(ref, value, { press });
    }
    if (changes.length > 0)
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.flush();
      }, this.options.tellMs ?? TELL_MS);
  }

  destroy(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#stop();
    this.#listeners.clear();
  }

  get #storageKey(): string {
    return `quire.inputs.${this.options.userId}.${this.options.notebookId}`;
  }

  /** A full or closed storage costs only that the values are gone with the page. */
  #readOwn(): Record<string, Json> {
    try {
      return ownSchema.parse(JSON.parse(this.options.own.getItem(this.#storageKey) ?? "{}"));
    } catch {
      return {};
    }
  }

  #writeOwn(ref: InputRef, value: Json): void {
    this.#own = { ...this.#own, [placeOf(ref)]: value };
    try {
      this.options.own.setItem(this.#storageKey, JSON.stringify(this.#own));
    } catch {
      // See #readOwn.
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
