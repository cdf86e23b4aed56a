import { type FindReply, findReplySchema, type FindRequest } from "@/lib/notebook/find/messages";

export interface FindChannel {
  send(request: FindRequest): void;
  listen(onMessage: (data: unknown) => void, onCrash: (message: string) => void): void;
  close(): void;
}

export function openFindWorker(): FindChannel {
  const worker = new Worker(new URL("../../../workers/find.ts", import.meta.url), { type: "module", name: "find" });
  return {
    send: (request) => worker.postMessage(request),
    listen: (onMessage, onCrash) => {
      worker.addEventListener("message", (event: MessageEvent<unknown>) => onMessage(event.data));
      worker.addEventListener("error", (event) => onCrash(event.message || "it could not be loaded"));
    },
    close: () => worker.terminate(),
  };
}

/** Honest patterns take milliseconds over whole notebooks; the first search also loads the worker. */
const LIMIT_MS = 3_000;

export type SearchResult = { ok: true; reply: FindReply } | { ok: false; why: string | null };

interface Asked {
  id: number;
  settle: (result: SearchResult) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Looks through cells in a worker, one search at a time. A newer one ends the one before; one that takes too long is given up. */
export class Searcher {
  #channel: FindChannel | null = null;
  #asked: Asked | null = null;
  #count = 0;

  constructor(readonly open: () => FindChannel = openFindWorker) {}

  search(request: Omit<FindRequest, "id">): Promise<SearchResult> {
    // It is busy with what nobody waits for any more.
    if (this.#asked) this.#end({ ok: false, why: null });
    const id = ++this.#count;
    return new Promise((settle) => {
      const why =
        "The search was given up after three seconds. Make the expression simpler: (a+)+ and its like take years.";
      this.#asked = { id, settle, timer: setTimeout(() => this.#end({ ok: false, why }), LIMIT_MS) };
      this.#opened().send({ id, ...request });
    });
  }

  destroy(): void {
    this.#end({ ok: false, why: null });
    this.#channel?.close();
    this.#channel = null;
  }

  #opened(): FindChannel {
    if (this.#channel) return this.#channel;
    const channel = this.open();
    channel.listen(
      (data) => {
        const reply = findReplySchema.parse(data);
        if (reply.id === this.#asked?.id) this.#settle({ ok: true, reply });
      },
      (message) => this.#end({ ok: false, why: `The search stopped: ${message}.` }),
    );
    return (this.#channel = channel);
  }

  /** The worker goes with its search: nothing else stops one. */
  #end(result: SearchResult): void {
    if (!this.#asked) return;
    this.#channel?.close();
    this.#channel = null;
    this.#settle(result);
  }

  #settle(result: SearchResult): void {
    const asked = this.#asked;
    this.#asked = null;
    clearTimeout(asked?.timer);
    asked?.settle(result);
  }
}
