import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { trialNewsSchema } from "@/lib/collab/trial-protocol";

/**
 * `slow`: it was ended before it was done. `failed`: the update cannot be read or applied, or takes too much memory. `unable`:
 * there was no trial, for reasons of the server's; the update may be harmless.
 */
export type Verdict = "harmless" | "slow" | "failed" | "unable";

export interface Trial {
  /** The document's, asked for when it is this trial's turn. */
  state: () => Uint8Array;
  update: Uint8Array;
  /** Asked then too: whoever sent the update may have gone. */
  isWanted: () => boolean;
}

export interface TrialLimits {
  /** For starting the process and for the document's own state. */
  loadMs: number;
  /** For the update. The server will be held about as long when it applies it. */
  applyMs: number;
  maxMemoryMb: number;
  /** Processes at once: each holds a copy of a document. */
  atOnce: number;
  /** More that wait for their turn are not tried at all. */
  maxWaiting: number;
  execPath: string;
}

export const trialLimits: TrialLimits = {
  loadMs: 20_000,
  applyMs: 4_000,
  maxMemoryMb: 1024,
  atOnce: 2,
  maxWaiting: 50,
  execPath: process.execPath,
};

/** Trials of one server: a bounded number of processes, whatever is asked of it. */
export class Trials {
  readonly #limits: TrialLimits;
  readonly #children = new Set<ChildProcess>();
  readonly #waiting: (() => void)[] = [];
  #turns = 0;
  #closed = false;
  readonly #killAll = () => {
    for (const child of this.#children) child.kill("SIGKILL");
  };

  constructor(limits: Partial<TrialLimits> = {}) {
    this.#limits = { ...trialLimits, ...limits };
  }

  /** Processes that there are now. */
  get running(): number {
    return this.#children.size;
  }

  /** Applies the update to a copy of the document in a process that is killed when it takes too long or too much memory. Never throws. */
  async try(trial: Trial): Promise<Verdict> {
    if (!(await this.#turn())) return "unable";
    try {
      return this.#closed || !trial.isWanted() ? "unable" : await this.#run(trial);
    } catch {
      return "unable";
    } finally {
      this.#handOn();
    }
  }

  async #turn(): Promise<boolean> {
    if (this.#turns < this.#limits.atOnce) this.#turns++;
    else if (this.#waiting.length >= this.#limits.maxWaiting) return false;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /** A turn that someone waits for is never free for a moment: another one would take it as well. */
  #handOn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#turns--;
  }

  /** Ends every trial; what waits is not begun. */
  close(): void {
    this.#closed = true;
    this.#killAll();
  }

  async #run({ state, update }: Trial): Promise<Verdict> {
    const child = startProcess(this.#limits);
    this.#children.add(child);
    // However this process ends, no trial outlives it.
    if (this.#children.size === 1) process.on("exit", this.#killAll);
    try {
      const verdict = verdictOf(child, this.#limits);
      // One that could not be started has no channel.
      if (child.connected) child.send({ state: state(), update }, () => undefined);
      return await verdict;
    } finally {
      child.kill("SIGKILL");
      this.#children.delete(child);
      if (this.#children.size === 0) process.off("exit", this.#killAll);
    }
  }
}

/** The bundled entry beside a bundled server; in development and tests the source, through tsx. */
function startProcess({ maxMemoryMb, execPath }: TrialLimits): ChildProcess {
  const bundled = fileURLToPath(new URL("../workers/trial.mjs", import.meta.url));
  const source = fileURLToPath(new URL("../../workers/trial.ts", import.meta.url));
  const built = existsSync(bundled);
  const execArgv = [`--max-old-space-size=${maxMemoryMb}`, ...(built ? [] : ["--import", "tsx"])];
  const { PATH, HOME, TMPDIR, NODE_ENV } = process.env;
  const env = { PATH, HOME, TMPDIR, NODE_ENV };
  return fork(built ? bundled : source, [], { execPath, serialization: "advanced", execArgv, env, stdio: "ignore" });
}

/** Before the document is loaded the update is to blame for nothing. */
function verdictOf(child: ChildProcess, { loadMs, applyMs }: TrialLimits): Promise<Verdict> {
  return new Promise((resolve) => {
    let loaded = false;
    let timer = setTimeout(() => resolve("unable"), loadMs);
    const end = (verdict: Verdict) => {
      clearTimeout(timer);
      resolve(verdict);
    };
    child.on("message", (message) => {
      const { data: news } = trialNewsSchema.safeParse(message);
      if (news !== "loaded") return end(news === "applied" ? "harmless" : "failed");
      loaded = true;
      clearTimeout(timer);
      timer = setTimeout(() => resolve("slow"), applyMs);
    });
    // Out of memory, for one; or the process could not be started.
    const gone = () => end(loaded && !child.killed ? "failed" : "unable");
    child.on("error", gone);
    child.on("exit", gone);
  });
}
