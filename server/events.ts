import { EventEmitter, on } from "node:events";
import type { ImportState } from "@/lib/datasets/import-options";
import type { ExecutionEvent } from "@/lib/protocol/execution";
import type { MetricPoint } from "@/lib/protocol/run";

/** What is published in the process, by topic. Each topic is split by the id of its subject. */
export interface Topics {
  /** By notebook id. */
  execution: ExecutionEvent;
  /** By run id. */
  run: { type: "points"; points: MetricPoint[] } | { type: "changed" };
  /** By endpoint id: traffic of the current minute was written. */
  endpoint: { type: "traffic" };
  /** By import id: how far the import of a dataset is. */
  import: ImportState;
  /** By workspace id: a list that its members may be looking at has changed. */
  workspace: { changed: "notebooks" | "runs" | "datasets" | "models" | "endpoints" | "members" };
}

/** Publish and subscribe within the one server process. */
export class EventBus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish<K extends keyof Topics>(topic: K, id: string, event: Topics[K]): void {
    this.#emitter.emit(`${topic}:${id}`, event);
  }

  /** Ends when `signal` aborts. Events published after the call are never missed, even before the first is asked for. */
  subscribe<K extends keyof Topics>(topic: K, id: string, signal: AbortSignal): AsyncGenerator<Topics[K]> {
    if (signal.aborted) return untilAborted([], signal);
    const events = on(this.#emitter, `${topic}:${id}`, { signal }) as AsyncIterable<[Topics[K]]>;
    return untilAborted(events, signal);
  }
}

async function* untilAborted<T>(events: AsyncIterable<[T]> | Iterable<[T]>, signal: AbortSignal): AsyncGenerator<T> {
  try {
    for await (const [event] of events) yield event;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
