import type { ExecutionSender } from "@/components/notebook/execution-sender";
import type { ExecutionEnd, KernelTransport } from "@/lib/kernel/driver";
import type { ExecutionRecorder } from "@/lib/kernel/recorder";
import type { PackageLocks } from "@/lib/packages/lock";
import type { JobSpec } from "@/lib/protocol/job";
import type { OutputChunk } from "@/lib/protocol/output";
import { settled } from "../settled";
import {
  attemptKernel,
  type AttemptLease,
  type AttemptNotebook,
  type AttemptOptions,
  attemptServer,
} from "./attempt-kernel";
import { sendValues } from "./send-values";

/** `lose`: it came to no end, and another attempt may. */
export interface AttemptEnd {
  end: "succeed" | "fail" | "lose";
  reason: string | null;
}

/** For what a worker that ends has not sent yet. */
const FLUSH_MS = 3000;

/** Records what the wanted cells show; of the others it only knows how they ended. */
class AttemptRecorder implements ExecutionRecorder {
  readonly ends = new Map<string, ExecutionEnd["status"]>();
  readonly #cells = new Map<string, string>();
  #reason: string | null = null;

  constructor(
    private readonly sender: ExecutionSender,
    private readonly wanted: ReadonlySet<string>,
  ) {}

  /** What went wrong first, in the cell's own words. */
  get reason(): string | null {
    return this.#reason;
  }

  begin({ executionId, cellId, code }: Parameters<ExecutionRecorder["begin"]>[0]): void {
    this.#cells.set(executionId, cellId);
    if (this.wanted.has(cellId)) this.sender.begin(executionId, cellId, code);
  }

  append(executionId: string, chunks: readonly { seq: number; chunk: OutputChunk }[]): void {
    for (const { chunk } of chunks)
      if (chunk.kind === "error") this.#reason ??= `${chunk.error.name}: ${chunk.error.message}`;
    if (this.#isWanted(executionId)) this.sender.append(executionId, chunks);
  }

  end(executionId: string, status: ExecutionEnd["status"]): void {
    this.ends.set(this.#cells.get(executionId) ?? "", status);
    if (this.#isWanted(executionId)) this.sender.end(executionId, status === "lost" ? "failed" : status);
  }

  #isWanted(executionId: string): boolean {
    return this.wanted.has(this.#cells.get(executionId) ?? "");
  }
}

/** Resolves, after each call of `watch`, when nothing waits to be sent. */
class Outbox {
  #sending = false;
  #resolve: () => void = () => undefined;

  readonly onState = ({ sending }: { sending: boolean }): void => {
    this.#sending = sending;
    if (!sending) this.#resolve();
  };

  empty(): Promise<void> {
    return this.#sending ? new Promise((resolve) => (this.#resolve = resolve)) : Promise.resolve();
  }
}

/** Runs the cells of a leased job in a kernel of its own, in the name of the person who asked for it. Never throws. */
export async function runAttempt(
  lease: AttemptLease,
  options: AttemptOptions,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const { spec, limits, workspace } = lease;
  const outbox = new Outbox();
  let unrecorded: string | null = null;
  const server = attemptServer(lease, options, {
    onState: outbox.onState,
    onUnrecorded: (_executionId, reason, partly) => {
      if (partly) return;
      // The server was started anew, for one: what runs on would be seen by nobody.
      unrecorded ??= reason;
      runner.interrupt();
    },
  });
  const { api, blobs, sender } = server;
  // Of what helps with a sweep only the trials' runs are kept: the cell's output is its own kernel's.
  const recorder = new AttemptRecorder(sender, new Set(spec.sweep ? [] : spec.wanted));
  let left = false;
  const leave = () => {
    left = true;
    runner.interrupt();
  };
  const timeUp = AbortSignal.timeout(limits.minutes * 60_000);
  const ended = AbortSignal.any([signal, timeUp]);
  const excesses: string[] = [];
  const createTransport = () => noting(options.createTransport(), (reason) => excesses.push(reason));
  const notebook = { ...notebookOf(spec, leave), recorder, createTransport };
  const runner = attemptKernel(lease, options, server, notebook, ended);
  const stop = () => runner.interrupt();
  ended.addEventListener("abort", stop);
  try {
    await runner.start();
    runner.setCells(spec.cells.map(({ id, source }) => ({ id, source, type: "ts" as const })));
    if (!ended.aborted) runner.run(spec.wanted);
    await settled(runner);
    await Promise.race([outbox.empty(), givenUp(signal)]);
    if (left) return { end: "succeed", reason: null };
    if (unrecorded !== null) return { end: "lose", reason: unrecorded };
    if (excesses[0] !== undefined) return tookTooMuch(excesses[0]);
    const { message } = runner.getSnapshot().kernel;
    const end = endOf(recorder, spec.wanted, message, timeUp.aborted ? limits.minutes : null);
    if (end.end !== "succeed") return end;
    const told = await sent(end, sendValues(runner, spec, { api, workspace, blobs, signal: ended }));
    if (told.end === "lose" && excesses[0] !== undefined) return tookTooMuch(excesses[0]);
    return told.end === "lose" && timeUp.aborted ? { ...told, end: "fail" } : told;
  } finally {
    ended.removeEventListener("abort", stop);
    runner.dispose();
    sender.stop();
  }
}

/** As it was when somebody asked for the job. */
function notebookOf(spec: JobSpec, sweepLeft: () => void): Pick<AttemptNotebook, "inputsOf" | "host"> {
  const locks: PackageLocks = { ...spec.packages };
  const inputs = new Map(spec.cells.map((cell) => [cell.id, cell.inputs ?? { shared: {}, mine: {} }]));
  return {
    inputsOf: (cellId) => inputs.get(cellId) ?? { shared: {}, mine: {} },
    host: {
      cells: () => spec.notebook,
      pinnedDatasets: () => spec.datasets,
      packages: { read: (specifier) => locks[specifier], keep: (specifier, lock) => void (locks[specifier] = lock) },
      sweepLeft,
    },
  };
}

const tookTooMuch = (reason: string): AttemptEnd => ({
  end: "fail",
  reason: `${reason} Ask for a worker that has more, or let the cell take less.`,
});

/** The same kernel; where it ends because it takes more than it may, that is heard. */
function noting(transport: KernelTransport, onTooMuch: (reason: string) => void): KernelTransport {
  return {
    send: (...message) => transport.send(...message),
    onMessage: (receive) => transport.onMessage(receive),
    onEnd: (ended) =>
      transport.onEnd((reason, tookTooMuch = false) => {
        if (tookTooMuch) onTooMuch(reason);
        ended(reason);
      }),
    terminate: () => transport.terminate(),
  };
}

/** When nobody waits any more for what is not recorded yet: the server takes nothing of it, is away, or this worker ends. */
function givenUp(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = () => (signal.reason === "worker" ? setTimeout(resolve, FLUSH_MS).unref() : resolve());
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}

/** A job whose values did not arrive has not succeeded: whoever asked for it is to have them. */
async function sent(end: AttemptEnd, sending: Promise<void>): Promise<AttemptEnd> {
  try {
    await sending;
    return end;
  } catch (error) {
    return { end: "lose", reason: `Its values could not be sent: ${error instanceof Error ? error.message : "?"}` };
  }
}

function endOf(
  { ends, reason }: AttemptRecorder,
  wanted: readonly string[],
  kernelMessage: string | null,
  overMinutes: number | null,
): AttemptEnd {
  if (overMinutes !== null)
    return { end: "fail", reason: `It took longer than its limit of ${overMinutes} min and was stopped.` };
  if (wanted.every((id) => ends.get(id) === "succeeded")) return { end: "succeed", reason: null };
  // A kernel that died takes no cell's word for it: another attempt may fare better.
  if ([...ends.values()].includes("lost"))
    return { end: "lose", reason: kernelMessage ?? "Its kernel ended by itself." };
  return { end: "fail", reason: reason ?? kernelMessage };
}
