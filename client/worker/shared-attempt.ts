import type { ExecutionSender } from "@/components/notebook/execution-sender";
import type { Json } from "@/lib/inputs/control";
import type { ExecutionRecorder } from "@/lib/kernel/recorder";
import type { NotebookRunner } from "@/lib/kernel/runner";
import type { PackageLock } from "@/lib/packages/lock";
import { QuireError } from "@/lib/protocol/errors";
import type { SharedCommand, SharedNotebook, SharedOrder, ViewAnswer } from "@/lib/protocol/shared-session";
import { type ViewCallName, viewCalls } from "@/lib/protocol/view";
import type { QuireClient } from "../client";
import type { AttemptEnd } from "./attempt";
import { attemptKernel, type AttemptLease, type AttemptOptions, attemptServer } from "./attempt-kernel";
import { stateOf, StateTeller } from "./state-teller";

const emptyNotebook: SharedNotebook = { cells: [], follow: false, inputs: {}, sources: [], packages: {}, datasets: {} };

/** Holds the kernel of a notebook's shared session, and does in it what people ask for, until the signal or its time. */
export async function runShared(
  lease: AttemptLease,
  options: AttemptOptions,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const { minutes } = lease.limits;
  const ended = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
  const kernel = new SharedKernel(lease, options, ended);
  try {
    await new Promise((resolve) => (ended.aborted ? resolve(null) : ended.addEventListener("abort", resolve)));
    return { end: "succeed", reason: `It was open as long as a job may run here (${minutes} min).` };
  } finally {
    kernel.close();
  }
}

class SharedKernel {
  readonly #api: QuireClient;
  readonly #runner: NotebookRunner;
  readonly #sender: ExecutionSender;
  readonly #state: StateTeller;
  readonly #unfollow: () => void;
  readonly #locks = new Map<string, PackageLock>();
  /** By cell, what people have chosen for themselves in its inputs: here that is everyone's. */
  readonly #chosen = new Map<string, Record<string, Json>>();
  /** By cell, the command that it runs for. */
  readonly #commands = new Map<string, string>();
  #lastCommand: string | undefined;
  /** By cell, the text that it last ran with. */
  readonly #ran = new Map<string, string>();
  #notebook = emptyNotebook;

  constructor(
    private readonly lease: AttemptLease,
    options: AttemptOptions,
    ended: AbortSignal,
  ) {
    const { workspace } = lease;
    const server = attemptServer(lease, options, { onState: () => undefined, onUnrecorded: () => undefined });
    this.#api = server.api;
    this.#sender = server.sender;
    this.#runner = attemptKernel(
      lease,
      options,
      server,
      {
        createTransport: options.createTransport,
        recorder: this.#recorder(),
        inputsOf: (id) => ({ shared: this.#notebook.inputs[id] ?? {}, mine: this.#chosen.get(id) ?? {} }),
        host: {
          cells: () => this.#notebook.sources,
          pinnedDatasets: () => this.#notebook.datasets,
          packages: {
            read: (specifier) => this.#notebook.packages[specifier] ?? this.#locks.get(specifier),
            keep: (specifier, lock) => void this.#locks.set(specifier, lock),
          },
        },
      },
      ended,
    );
    this.#state = new StateTeller(
      this.#runner,
      () => ({ recordedIn: this.#sender.sessionId, ...stateOf(this.#runner, this.#ran) }),
      (state) => this.#api.sharedSessions.tell.mutate({ workspace, state }),
    );
    void this.#runner.start();
    const orders = this.#api.sharedSessions.follow.subscribe({ workspace }, { onData: (order) => this.#obey(order) });
    this.#unfollow = () => orders.unsubscribe();
  }

  close(): void {
    this.#unfollow();
    this.#state.stop();
    this.#runner.dispose();
    this.#sender.stop();
  }

  #recorder(): ExecutionRecorder {
    return {
      begin: ({ executionId, cellId, code }) => {
        this.#ran.set(cellId, this.#runner.graph.nodes.get(cellId)?.source ?? code);
        this.#sender.begin(executionId, cellId, code, this.#commands.get(cellId) ?? this.#lastCommand);
      },
      append: (executionId, chunks) => this.#sender.append(executionId, chunks),
      // A kernel that died under a cell leaves an error; to the record that is a failure.
      end: (executionId, status) => this.#sender.end(executionId, status === "lost" ? "failed" : status),
    };
  }

  #obey(order: SharedOrder): void {
    if (order.type === "view") return void this.#view(order);
    if (order.type === "command") return this.#command(order.id, order.command);
    this.#notebook = order.notebook;
    this.#runner.setFollow(order.notebook.follow);
    this.#runner.setCells(order.notebook.cells);
    // The server may be another one since.
    this.#state.tell();
  }

  #command(id: string, command: SharedCommand): void {
    this.#lastCommand = id;
    switch (command.type) {
      case "run":
        for (const cellId of command.ids) this.#commands.set(cellId, id);
        return this.#runner.run(
          command.ids.filter((cellId) => this.#runner.graph.nodes.has(cellId)),
          { sweep: command.sweep },
        );
      case "runLost":
        return this.#runner.runLost();
      case "startOver":
        return this.#runner.startOver(command.cellId);
      case "stop":
        return this.#runner.stop(command.cellId);
      case "interrupt":
        return this.#runner.interrupt();
      case "restart":
        return this.#runner.restart();
      case "backend":
        return this.#runner.setBackend(command.backend);
      case "input":
        return this.#input(command);
    }
  }

  #input({ ref, value, press }: Extract<SharedCommand, { type: "input" }>): void {
    const into = ref.shared ? this.#notebook.inputs : undefined;
    if (into) into[ref.cell] = { ...into[ref.cell], [ref.key]: value };
    else this.#chosen.set(ref.cell, { ...this.#chosen.get(ref.cell), [ref.key]: value });
    this.#runner.setInput(ref, value, { press });
  }

  async #view({ id, name, input }: Extract<SharedOrder, { type: "view" }>): Promise<void> {
    const { workspace } = this.lease;
    const answer = await this.#viewed(name, input).then(
      (value): ViewAnswer => ({ id, ok: true, value }),
      (error: unknown): ViewAnswer => ({
        id,
        ok: false,
        code: error instanceof QuireError ? error.code : "INTERNAL",
        message: error instanceof Error ? error.message : "It failed.",
      }),
    );
    // Whoever asked is told by the server that nothing came.
    await this.#api.sharedSessions.answer.mutate({ workspace, answer }).catch(() => undefined);
  }

  #viewed(name: string, input: unknown): Promise<unknown> {
    if (!isViewCall(name)) return Promise.reject(new QuireError("BAD_REQUEST", `A kernel cannot be asked "${name}".`));
    return this.#runner.viewer.view(name, viewCalls[name].input.parse(input));
  }
}

const isViewCall = (name: string): name is ViewCallName => Object.hasOwn(viewCalls, name);
