import type { Table } from "@/lib/kernel/display/table-shape";
import { type TableRequest, tableReplySchema } from "@/lib/tables/table-messages";
import { type FileFormat, tableQueries, type TableSource, type TableView } from "@/lib/tables/table-query";

type Question = TableRequest extends infer One ? (One extends { id: number } ? Omit<One, "id"> : never) : never;
interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** A table by the copy in the store, held by a worker. */
export class StoredTable implements TableSource {
  #worker: Promise<Worker> | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  constructor(
    private readonly stored: NonNullable<Table["stored"]>,
    private readonly read: (hash: string) => Promise<Uint8Array<ArrayBuffer>>,
  ) {}

  async rows(view: TableView, from: number, count: number) {
    return tableQueries.rows.output.parse(await this.#ask({ type: "rows", view, from, count }));
  }

  async columns(view: TableView) {
    return tableQueries.columns.output.parse(await this.#ask({ type: "columns", view }));
  }

  async file(view: TableView, format: FileFormat) {
    return tableQueries.file.output.parse(await this.#ask({ type: "file", view, format }));
  }

  close(): void {
    void this.#worker?.then((worker) => worker.terminate()).catch(() => undefined);
    this.#worker = undefined;
  }

  async #ask(question: Question): Promise<unknown> {
    this.#worker ??= this.#open().catch((error: unknown) => {
      this.#worker = undefined;
      throw error;
    });
    const worker = await this.#worker;
    const id = ++this.#count;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id });
    }).finally(() => this.#waiting.delete(id));
  }

  async #open(): Promise<Worker> {
    const bytes = await this.read(this.stored.hash);
    const worker = new Worker(new URL("../../../workers/table-worker.ts", import.meta.url), {
      type: "module",
      name: "table",
    });
    worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const reply = tableReplySchema.parse(data);
      const waiting = this.#waiting.get(reply.id);
      if (reply.ok) waiting?.resolve(reply.value);
      else waiting?.reject(new Error(reply.message));
    });
    worker.addEventListener("error", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("The stored table could not be opened."));
    });
    worker.postMessage({ type: "open", bytes, columns: this.stored.columns }, [bytes.buffer]);
    return worker;
  }
}
