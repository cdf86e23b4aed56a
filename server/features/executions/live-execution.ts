import { INLINE_CHUNK_BYTES, type WireChunk } from "@/lib/protocol/execution";
import type { App } from "@/server/app";
import { grantBlob } from "@/server/blobs/grant";
import { type ExecutionLimits, executionLimits } from "./chunk-limits";
import { writeChunks } from "./execution-rows";
import { emptyPlacement, type IncomingChunk, type Placed, placeChunks } from "./placing";

interface Identity {
  id: string;
  notebookId: string;
  workspaceId: string;
  sessionId: string;
  userId: string;
}

/**
 * A running execution. What it is sent is stored and told in order, one piece of work after the other, so that its end
 * comes after its last output. When this process ends it ends too (`recoverExecutions`), so its counters need no table.
 */
export class LiveExecution {
  #placement = emptyPlacement;
  #work: Promise<unknown> = Promise.resolve();
  /** Latest states of large displays that wait for their turn to be stored, by place. */
  readonly #held = new Map<number, Placed>();
  readonly #storedAt = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    readonly app: Pick<App, "db" | "blobs" | "events" | "log">,
    readonly identity: Identity,
    readonly limits: ExecutionLimits = executionLimits,
  ) {}

  append(chunks: readonly IncomingChunk[]): Promise<void> {
    return this.#inOrder(async () => {
      const { after, placed } = placeChunks(this.#placement, chunks, this.limits);
      await this.#store(placed.filter((chunk) => !this.#holdBack(chunk)));
      this.#placement = after;
    });
  }

  /** Runs `end` after everything sent so far, with nothing held back. */
  finish<T>(end: () => Promise<T>): Promise<T> {
    return this.#inOrder(async () => {
      await this.#storeHeld();
      return end();
    });
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }

  /** A large display that changes many times a second would fill the blob store with states nobody looks at again. */
  #holdBack(chunk: Placed): boolean {
    if (!chunk.replaceable || chunk.json.length <= INLINE_CHUNK_BYTES) {
      this.#held.delete(chunk.place);
      return false;
    }
    const since = Date.now() - (this.#storedAt.get(chunk.place) ?? 0);
    if (since >= this.limits.largeEveryMs) {
      this.#held.delete(chunk.place);
      return false;
    }
    this.#held.set(chunk.place, chunk);
    this.#timer ??= setTimeout(() => this.#storeLater(), this.limits.largeEveryMs - since);
    this.#timer.unref();
    return true;
  }

  #storeLater(): void {
    this.#timer = null;
    this.#inOrder(() => this.#storeHeld()).catch((error: unknown) => {
      this.app.log.warn({ executionId: this.identity.id, err: error }, "an output could not be stored");
    });
  }

  async #storeHeld(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const held = [...this.#held.values()];
    await this.#store(held);
    for (const chunk of held) if (this.#held.get(chunk.place) === chunk) this.#held.delete(chunk.place);
  }

  async #store(placed: readonly Placed[]): Promise<void> {
    if (placed.length === 0) return;
    const chunks = await Promise.all(placed.map((chunk) => this.#toWire(chunk)));
    await writeChunks(this.app, this.identity.id, chunks);
    this.app.events.publish("execution", this.identity.notebookId, {
      type: "chunks",
      executionId: this.identity.id,
      chunks,
    });
  }

  async #toWire({ seq, place, json }: Placed): Promise<Required<WireChunk>> {
    if (json.length <= INLINE_CHUNK_BYTES) return { seq, place, json, blobHash: null };
    const blob = await this.app.blobs.put(Buffer.from(json));
    await grantBlob(this.app, this.identity.workspaceId, { ...blob, contentType: "application/json" });
    this.#storedAt.set(place, Date.now());
    return { seq, place, json: null, blobHash: blob.hash };
  }
}
