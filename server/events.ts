import { EventEmitter } from "node:events";
import { type Bound, BoundedQueue } from "./bounded-queue";
import type { ImportState } from "@/lib/datasets/import-options";
import type { AttemptStatus } from "@/lib/jobs/job-state";
import type { ExecutionEvent } from "@/lib/protocol/execution";
import type { MetricPoint } from "@/lib/protocol/run";
import type { SharedOrder } from "@/lib/protocol/shared-session";

/** What is published in the process, by topic. Each topic is split by the id of its subject. */
export interface Topics {
  /** By notebook id. */
  execution: ExecutionEvent;
  /** By run id. */
  run: { type: "points"; points: MetricPoint[] } | { type: "changed" } | { type: "cut" };
  /** By endpoint id: traffic of the current minute was written. */
  endpoint: { type: "traffic" };
  /** By import id: how far the import of a dataset is. */
  import: ImportState;
  /** By notebook id: a version was kept, named or dropped. */
  history: { changed: true };
  /** By notebook id: a job of it was made, or has another state. */
  job: { jobId: string };
  /** By notebook id: a schedule of it was set, changed or fired. */
  schedule: { changed: true };
  /** By sweep id: a trial of it began, reported or ended. */
  sweep: { changed: true };
  /** By attempt id: it is over. */
  attempt: { end: AttemptStatus };
  /** By notebook id: its shared session has another state. */
  session: { changed: true };
  /** By job id, of a shared session: what its worker is to do. */
  order: SharedOrder;
  /** `jobs`: there may be work for a worker that waits. */
  queue: { changed: true };
  /** By workspace id: a list that its members may be looking at has changed. */
  workspace: { changed: "notebooks" | "runs" | "datasets" | "models" | "endpoints" | "members" };
}

/** More events than a reader that keeps up ever leaves waiting. */
const MAX_WAITING = 1000;

/** Publish and subscribe within the one server process. */
export class EventBus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** How many subscriptions there are. */
  get listeners(): number {
    return this.#emitter.eventNames().reduce((sum, name) => sum + this.#emitter.listenerCount(name), 0);
  }

  publish<K extends keyof Topics>(topic: K, id: string, event: Topics[K]): void {
    this.#emitter.emit(`${topic}:${id}`, event);
  }

  /**
   * Ends when `signal` aborts. Events published after the call are never missed, even before the first is asked for; but of
   * a reader that falls behind only the newest thousand wait, or, with a bound of its own, `instead` in place of them all.
   */
  subscribe<K extends keyof Topics, R = never>(
    topic: K,
    id: string,
    signal: AbortSignal,
    bound: Bound<Topics[K], R> = { limit: MAX_WAITING, weigh: () => 1 },
  ): AsyncGenerator<Topics[K] | R> {
    const waiting = new BoundedQueue<Topics[K], R>(bound);
    const name = `${topic}:${id}`;
    const hear = (event: Topics[K]) => waiting.push(event);
    const stop = () => {
      this.#emitter.off(name, hear);
      signal.removeEventListener("abort", stop);
      waiting.end();
    };
    if (signal.aborted) waiting.end();
    else {
      this.#emitter.on(name, hear);
      signal.addEventListener("abort", stop);
    }
    return readUntilEnd(waiting, stop);
  }
}

async function* readUntilEnd<T, R>(waiting: BoundedQueue<T, R>, stop: () => void): AsyncGenerator<T | R> {
  try {
    yield* waiting.read();
  } finally {
    stop();
  }
}
