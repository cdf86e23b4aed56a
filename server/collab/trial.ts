import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { trialNewsSchema } from "@/lib/collab/trial-protocol";

/** `slow`: it was ended before it was done. `failed`: the update cannot be read or applied. */
export type Verdict = "harmless" | "slow" | "failed";

export interface TrialLimits {
  /** For starting the process and for the document's own state. */
  loadMs: number;
  /** For the update. The server will be held about as long when it applies it. */
  applyMs: number;
  maxMemoryMb: number;
}

export const trialLimits: TrialLimits = { loadMs: 20_000, applyMs: 2_000, maxMemoryMb: 1024 };

/** Processes at once: each holds a copy of a document. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Applies the update to a copy of the document in a process that is killed when it takes too long or too much memory. */
export async function tryUpdate(state: Uint8Array, update: Uint8Array, limits = trialLimits): Promise<Verdict> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  const child = startProcess(limits.maxMemoryMb);
  try {
    const verdict = verdictOf(child, limits);
    child.send({ state, update });
    return await verdict;
  } finally {
    child.kill("SIGKILL");
    running--;
    waiting.shift()?.();
  }
}

/** The bundled entry beside a bundled server; in development and tests the source, through tsx. */
function startProcess(maxMemoryMb: number): ChildProcess {
  const bundled = fileURLToPath(new URL("../workers/trial.mjs", import.meta.url));
  const source = fileURLToPath(new URL("../../workers/trial.ts", import.meta.url));
  const built = existsSync(bundled);
  const execArgv = [`--max-old-space-size=${maxMemoryMb}`, ...(built ? [] : ["--import", "tsx"])];
  const { PATH, HOME, TMPDIR, NODE_ENV } = process.env;
  const env = { PATH, HOME, TMPDIR, NODE_ENV };
  return fork(built ? bundled : source, [], { serialization: "advanced", execArgv, env, stdio: "ignore" });
}

function verdictOf(child: ChildProcess, { loadMs, applyMs }: TrialLimits): Promise<Verdict> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => resolve("slow"), loadMs);
    const end = (verdict: Verdict) => {
      clearTimeout(timer);
      resolve(verdict);
    };
    child.on("message", (message) => {
      const { data: news } = trialNewsSchema.safeParse(message);
      if (news !== "loaded") return end(news === "applied" ? "harmless" : "failed");
      clearTimeout(timer);
      timer = setTimeout(() => resolve("slow"), applyMs);
    });
    // Out of memory, for one.
    child.on("error", () => end("failed"));
    child.on("exit", () => end("failed"));
  });
}
