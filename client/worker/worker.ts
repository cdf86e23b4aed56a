import { setTimeout as delay } from "node:timers/promises";
import { TRPCClientError } from "@trpc/client";
import { newId } from "@/lib/ids";
import type { KernelTransport } from "@/lib/kernel/driver";
import { WORKER_PROTOCOL_VERSION, type WorkerFacts } from "@/lib/protocol/job";
import { createQuireClient, type QuireClient } from "../client";
import { MachineLoad } from "./machine-load";
import { type AttemptEnd, runAttempt } from "./attempt";
import type { AttemptLease } from "./attempt-kernel";
import { mayPass, patiently } from "./patience";
import { runShared } from "./shared-attempt";

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
  /** Tests have less. */
  patience?: Partial<Patience>;
}

interface Patience {
  /** For the answer to a question, which the server holds back for two thirds of that at most. */
  answerMs: number;
  /** For that to any call of a job. */
  callMs: number;
  /** How long it believes, without any answer, that what it runs is its own. */
  cutOffMs: number;
}

/** `over`: the server said so. `cut off`: it was not heard of for so long that it has given the job to another. `worker`: this one ends. */
type StopReason = "over" | "cut off" | "worker";

interface Running {
  stop: (reason: StopReason) => void;
  done: Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;
/** The server renews leases of half a minute for as long as it believes that its answer is waited for. */
const PATIENCE: Patience = { answerMs: 30_000, callMs: 60_000, cutOffMs: 60_000 };
const LEAVE_MS = 3000;

/** Why a question is given up that was not to be. */
const changed = new Error("Something else is to be said.");
const noAnswer = new Error("No answer has come in time.");

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
  readonly #patience: Patience;
  readonly #running = new Map<string, Running>();
  readonly #load = new MachineLoad();
  /** When it last had something to do. */
  #busyAt = Date.now();
  #heardAt = Date.now();
  /** Aborts the question that is on its way, when what it says of this worker is no longer so. */
  #asking = new AbortController();
  /** Greater than those of an earlier process with the same id. */
  #asked = Date.now();

  constructor(private readonly options: WorkerOptions) {
    this.id = options.id ?? newId();
    this.#api = createQuireClient(options);
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  /** Works until the signal; then what runs is given back to the queue. Throws what asking again will not mend. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#asking.abort(changed));
    let failures = 0;
    try {
      // It ends between two questions: no job is on its way to it then.
      while (!signal.aborted && this.#idleLeftMs() !== 0)
        try {
          await this.#askOnce();
          failures = 0;
        } catch (error) {
          if (isRefusal(error)) throw error;
          if (signal.aborted || this.#asking.signal.reason === changed) continue;
          if (failures++ === 0) this.options.say(`The server does not answer, trying again: ${String(error)}`);
          this.#giveUpIfCutOff();
          await delay(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures), undefined, { signal }).catch(() => undefined);
        }
    } finally {
      for (const { stop } of this.#running.values()) stop("worker");
      await Promise.all([...this.#running.values()].map(({ done }) => done));
      await this.#leave();
    }
  }

  /** How long it may still be without a job; nothing: for ever. */
  #idleLeftMs(): number | undefined {
    const { idleMs } = this.options;
    if (this.#running.size > 0) this.#busyAt = Date.now();
    return typeof idleMs === "number" ? Math.max(0, this.#busyAt + idleMs - Date.now()) : undefined;
  }

  async #askOnce(): Promise<void> {
    const { answerMs } = this.#patience;
    const waitMs = Math.min(this.#idleLeftMs() ?? Infinity, (answerMs * 2) / 3);
    const order = await this.#ask({ running: [...this.#running.keys()], waitMs }, answerMs);
    if (order.type === "job") this.#begin(order.lease.attemptId, order.lease);
    else if (order.type === "stop") for (const id of order.attemptIds) this.#running.get(id)?.stop("over");
  }

  async #ask(what: { running: string[]; waitMs?: number; leaving?: boolean }, withinMs: number) {
    const asking = new AbortController();
    this.#asking = asking;
    // A network that swallows everything tells nobody.
    const timer = setTimeout(() => asking.abort(noAnswer), withinMs);
    const state = { workerId: this.id, facts: this.options.facts, load: this.#load.read(), asked: ++this.#asked };
    try {
      const question = { protocol: WORKER_PROTOCOL_VERSION, ...state, ...what };
      const order = await this.#api.workers.next.mutate(question, { signal: asking.signal });
      this.#heardAt = Date.now();
      return order;
    } finally {
      clearTimeout(timer);
    }
  }

  /** An order may have been on its way: the server gives it to another at once, where it hears of this. */
  async #leave(): Promise<void> {
    await this.#ask({ running: [], waitMs: 0, leaving: true }, LEAVE_MS).catch(() => undefined);
  }

  #giveUpIfCutOff(): void {
    const { cutOffMs } = this.#patience;
    if (this.#running.size === 0 || Date.now() - this.#heardAt < cutOffMs) return;
    this.options.say(`The server was not heard of for ${cutOffMs / 1000} s: it gives what runs here to others.`);
    for (const { stop } of this.#running.values()) stop("cut off");
  }

  #begin(attemptId: string, lease: AttemptLease): void {
    const stopping = new AbortController();
    const stop = (reason: StopReason) => stopping.abort(reason);
    const done = this.#work(lease, stopping.signal).finally(() => {
      this.#running.delete(attemptId);
      this.#busyAt = Date.now();
      // Where every place was taken the server only watches over these: it must hear that one is free.
      this.#asking.abort(changed);
    });
    this.#running.set(attemptId, { stop, done });
  }

  async #work(lease: AttemptLease, signal: AbortSignal): Promise<void> {
    const { url, createTransport, softwareAdapter, say } = this.options;
    const { callMs } = this.#patience;
    const run = lease.spec.session ? runShared : runAttempt;
    const ended = await run(lease, { url, createTransport, softwareAdapter, callMs }, signal);
    // The server knows already, and takes nothing more.
    if (signal.reason === "over" || signal.reason === "cut off") return;
    const end: AttemptEnd = signal.aborted ? { end: "lose", reason: "Its worker was stopped." } : ended;
    const api = createQuireClient({ url, token: lease.token, answerMs: callMs });
    try {
      await patiently(() => api.jobs.end.mutate({ workspace: lease.workspace, ...end }), mayPass, signal);
    } catch (error) {
      // The next question does not name it, and the job goes on from there.
      say(`How a job ended could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
