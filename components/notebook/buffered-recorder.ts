import type { ExecutionRecorder } from "@/lib/kernel/recorder";
import type { ExecutionStore } from "./execution-store";

/**
 * Hands a runner's reports to the store of executions; until the kernel has said where it runs they wait, for the server stamps an
 * execution with the device of its session.
 */
export class BufferedRecorder implements ExecutionRecorder {
  #waiting: (() => void)[] = [];
  readonly #open = new Set<string>();

  constructor(
    private readonly executions: ExecutionStore,
    private readonly isReady: () => boolean,
  ) {}

  begin(execution: Parameters<ExecutionRecorder["begin"]>[0]): void {
    this.#do(() => {
      this.#open.add(execution.executionId);
      this.executions.begin(execution);
    });
  }

  /** Something is under way that the store knows of, in the session as it is. */
  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  append(executionId: string, chunks: Parameters<ExecutionRecorder["append"]>[1]): void {
    this.#do(() => this.executions.append(executionId, chunks));
  }

  end(executionId: string, status: Parameters<ExecutionRecorder["end"]>[1]): void {
    // A kernel that died under a cell leaves an error; to the record that is a failure.
    this.#do(() => {
      this.#open.delete(executionId);
      this.executions.end(executionId, status === "lost" ? "failed" : status);
    });
    // The kernel may never have come up: what it could not do is told all the same.
    this.flush();
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const act of waiting) act();
  }

  #do(act: () => void): void {
    if (this.#waiting.length > 0 || !this.isReady()) this.#waiting.push(act);
    else act();
  }
}
