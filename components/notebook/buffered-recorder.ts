import type { ExecutionRecorder } from "@/lib/kernel/recorder";
import type { ExecutionStore } from "./execution-store";

/**
 * Hands a runner's reports to the store of executions; until the kernel has said where it runs they wait, for the server stamps an
 * execution with the device of its session.
 */
export class BufferedRecorder implements ExecutionRecorder {
  #waiting: (() => void)[] = [];

  constructor(
    private readonly executions: ExecutionStore,
    private readonly isReady: () => boolean,
  ) {}

  begin(execution: Parameters<ExecutionRecorder["begin"]>[0]): void {
    this.#do(() => this.executions.begin(execution));
  }

  append(executionId: string, chunks: Parameters<ExecutionRecorder["append"]>[1]): void {
    this.#do(() => this.executions.append(executionId, chunks));
  }

  end(executionId: string, status: Parameters<ExecutionRecorder["end"]>[1]): void {
    // A kernel that died under a cell leaves an error; to the record that is a failure.
    this.#do(() => this.executions.end(executionId, status === "lost" ? "failed" : status));
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
