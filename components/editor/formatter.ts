import { type FormatReply, formatReplySchema, type FormatRequest } from "@/lib/language/format";

type Settle = (cells: FormatReply["cells"]) => void;

const LIMIT_MS = 20_000;

/** Asks the formatter's worker, which is made when it is first needed and again when it was lost. */
export class Formatter {
  readonly #waiting = new Map<
    number,
    { cells: FormatRequest["cells"]; settle: Settle; timer: ReturnType<typeof setTimeout> }
  >();
  #worker: Worker | null = null;
  #asked = 0;

  format(cells: FormatRequest["cells"]): Promise<FormatReply["cells"]> {
    if (cells.length === 0) return Promise.resolve([]);
    const id = ++this.#asked;
    return new Promise((settle) => {
      this.#waiting.set(id, { cells, settle, timer: setTimeout(() => this.#lose("it took too long"), LIMIT_MS) });
      this.#open().postMessage({ id, cells } satisfies FormatRequest);
    });
  }

  close(): void {
    this.#lose("the notebook was closed");
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL("../../workers/format.ts", import.meta.url), { type: "module", name: "format" });
    worker.addEventListener("message", (event: MessageEvent<unknown>) => {
      const { id, cells } = formatReplySchema.parse(event.data);
      this.#settle(id, cells);
    });
    worker.addEventListener("error", (event) => this.#lose(event.message || "it could not be loaded"));
    this.#worker = worker;
    return worker;
  }

  #settle(id: number, cells: FormatReply["cells"]): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    waiting?.settle(cells);
  }

  #lose(why: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    const reason = `The formatter stopped: ${why}.`;
    for (const [id, { cells }] of [...this.#waiting])
      this.#settle(
        id,
        cells.map((cell) => ({ id: cell.id, ok: false, reason })),
      );
  }
}
