import { setTimeout as delay } from "node:timers/promises";
import { TRPCClientError } from "@trpc/client";
import { newId } from "@/lib/ids";
import type { KernelTransport } from "@/lib/kernel/driver";
import { WORKER_PROTOCOL_VERSION, type WorkerFacts } from "@/lib/protocol/job";
import { createQuireClient, type QuireClient } from "../client";
import { MachineLoad } from "./machine-load";
import { type AttemptEnd, type AttemptLease, runAttempt } from "./attempt";

export interface WorkerOptions {
  url: string;
  token: string;
  facts: WorkerFacts;
  /** What whoever started it knows it by. */
  id?: string;
  /** It ends after so long without a job; null or nothing: never. */
  idleMs?: number | null;
  /** Kernels may use a GPU that is only computed. */
  softwareAdapter?: boolean;
  /** A fresh kernel for each attempt. */
  createTransport: (this: void) => KernelTransport;
  say: (line: string) => void;
}

interface Running {
  stop: AbortController;
  done: Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;

/** What asking again will not mend. */
const isRefusal = (error: unknown): error is TRPCClientError<never> =>
  error instanceof TRPCClientError &&
  ["UNAUTHORIZED", "FORBIDDEN", "CONFLICT", "BAD_REQUEST"].includes(
    (error.data as { code?: string } | undefined)?.code ?? "",
  );

/** Asks a server for jobs, and runs them. Knows the server's address and a token, and nothing else. */
export class Worker {
  readonly id: string;
  readonly #api: QuireClient;
  readonly #running = new Map<string, Running>();
  readonly #load = new MachineLoad();
  /** When it last had something to do. */
  #busyAt = Date.now();
  /** Aborts the question that is on its way, when what it says of this worker is no longer so. */
  #asking = new AbortController();

  constructor(private readonly options: WorkerOptions) {
    this.id = options.id ?? newId();
    this.#api = createQuireClient(options);
  }

  /** Works until the signal; then what runs is given back to the queue. Throws what asking again will not mend. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#asking.abort());
    let failures = 0;
    try {
      // It ends between two questions: no job is on its way to it then.
      while (!signal.aborted && this.#idleLeftMs() !== 0)
        try {
          await this.#askOnce();
          failures = 0;
        } catch (error) {
          if (isRefusal(error)) throw error;
          if (signal.aborted || this.#asking.signal.aborted) continue;
          if (failures++ === 0) this.options.say(`The server does not answer, trying again: ${String(error)}`);
          await delay(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures), undefined, { signal }).catch(() => undefined);
        }
    } finally {
      for (const { stop } of this.#running.values()) stop.abort("worker");
      await Promise.all([...this.#running.values()].map(({ done }) => done));
    }
  }

  /** How long it may still be without a job; nothing: for ever. */
  #idleLeftMs(): number | undefined {
    const { idleMs } = this.options;
    if (this.#running.size > 0) this.#busyAt = Date.now();
    return typeof idleMs === "number" ? Math.max(0, this.#busyAt + idleMs - Date.now()) : undefined;
  }

  async #askOnce(): Promise<void> {
    this.#asking = new AbortController();
    const state = {
      workerId: this.id,
      facts: this.options.facts,
      running: [...this.#running.keys()],
      load: this.#load.read(),
      waitMs: this.#idleLeftMs(),
    };
    const order = await this.#api.workers.next.mutate(
      { protocol: WORKER_PROTOCOL_VERSION, ...state },
      { signal: this.#asking.signal },
    );
    if (order.type === "job") this.#begin(order.lease.attemptId, order.lease);
    else if (order.type === "stop") for (const id of order.attemptIds) this.#running.get(id)?.stop.abort("over");
  }

  #begin(attemptId: string, lease: AttemptLease): void {
    const stop = new AbortController();
    const done = this.#work(lease, stop.signal).finally(() => {
      this.#running.delete(attemptId);
      this.#busyAt = Date.now();
      // With every place taken the server only watches over these: it must hear that one is free.
      if (this.#running.size === this.options.facts.slots - 1) this.#asking.abort();
    });
    this.#running.set(attemptId, { stop, done });
  }

  async #work(lease: AttemptLease, signal: AbortSignal): Promise<void> {
    const { url, createTransport, softwareAdapter, say } = this.options;
    const ended = await runAttempt(lease, { url, createTransport, softwareAdapter }, signal);
    // The server knows already, and takes nothing more.
    if (signal.reason === "over") return;
    const end: AttemptEnd = signal.aborted ? { end: "lose", reason: "Its worker was stopped." } : ended;
    try {
      await createQuireClient({ url, token: lease.token }).jobs.end.mutate({ workspace: lease.workspace, ...end });
    } catch (error) {
      // Its lease runs out, and the job goes on from there.
      say(`How a job ended could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
