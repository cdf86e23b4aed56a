import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";
import type { JobNeeds } from "@/lib/protocol/job";
import { workerCommand } from "./worker-command";
import type { StartedWorker, WorkerDriver } from "./worker-driver";

interface SlurmOptions {
  /** The address of this server as the nodes of the cluster reach it. */
  url: string;
  token: string;
  log: Logger;
  /** What the workers say is written under it. */
  dataDir: string;
  /** For each `sbatch`: partition, account. */
  options: readonly string[];
  idleMs?: number;
  lookMs?: number;
}

const run = promisify(execFile);

const IDLE_MS = 5 * 60_000;
const LOOK_MS = 5000;
/** For a job that says nothing of it. */
const MEMORY_GB = 4;
/** A worker has a process of its own beside the kernels of its jobs. */
const ABOVE_MB = 500;
const LAST_WORDS = 1000;

/** States from which a job of Slurm comes back to life by itself, or has not ended yet. */
const LIVING = /^(PENDING|RUNNING|CONFIGURING|COMPLETING|SUSPENDED|REQUEUED|RESIZING|SIGNALING|STAGE_OUT|STOPPED)/;
/** Ended as they should, or because somebody wanted it. */
const ORDERLY = /^(COMPLETED|CANCELLED|PREEMPTED|TIMEOUT)/;

/**
 * Workers as jobs of Slurm: `sbatch`, `squeue`, `scontrol` and `scancel` are all it needs, not Slurm's accounting. The nodes see this
 * installation and the data folder under the same paths, as a cluster's shared folders give them.
 */
export class SlurmDriver implements WorkerDriver {
  readonly name = "Slurm";
  readonly offer = null;
  readonly outlivesServer = true;
  readonly #jobName: string;

  constructor(private readonly options: SlurmOptions) {
    // Another server's workers on the same cluster are left alone.
    this.#jobName = `quire-${createHash("sha256").update(options.token).digest("hex").slice(0, 10)}`;
  }

  async start(workerId: string, needs: JobNeeds): Promise<StartedWorker> {
    const output = this.#logOf(workerId);
    await mkdir(path.dirname(output), { recursive: true });
    const marks = [`--job-name=${this.#jobName}`, `--comment=${workerId}`, `--output=${output}`];
    const args = [...this.options.options, ...batchOptions(needs), ...marks];
    return this.#follow(await this.#submit(args, this.#script(workerId, needs)), output);
  }

  /** Those that are in the queue or run under the name of this server. */
  async adopt(): Promise<ReadonlyMap<string, StartedWorker>> {
    const { stdout } = await run("squeue", ["--noheader", "--me", `--name=${this.#jobName}`, "--format=%i %k"]);
    return new Map(
      [...stdout.matchAll(/^(\d+) ([a-z0-9]{20})\s*$/gm)].map(([, id = "", workerId = ""]) => [
        workerId,
        this.#follow(id, this.#logOf(workerId)),
      ]),
    );
  }

  #logOf(workerId: string): string {
    return path.join(this.options.dataDir, "slurm", `${workerId}.log`);
  }

  #script(workerId: string, { memoryGb = MEMORY_GB, cores, labels }: JobNeeds): string {
    const { url, idleMs = IDLE_MS } = this.options;
    const settings = { server: url, id: workerId, memory: memoryGb, cores, idle: idleMs / 1000 };
    return `#!/bin/sh\nexec ${workerCommand(settings, labels).map(quoted).join(" ")}\n`;
  }

  #submit(args: string[], script: string): Promise<string> {
    const { PATH, HOME, LANG, SLURM_CONF } = process.env;
    const child = spawn("sbatch", ["--parsable", "--export=ALL", ...args], {
      // All of it goes to the node: nothing of the server's own settings may be in it.
      env: { NODE_ENV: "production", PATH, HOME, LANG, SLURM_CONF, QUIRE_WORKER_TOKEN: this.options.token },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => undefined).end(script);
    let [said, failed] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (failed += text));
    return new Promise((resolve, reject) => {
      child.once("error", (error) => reject(new Error(`Slurm's sbatch could not be started: ${error.message}`)));
      child.once("close", (code) => {
        const id = /^\d+/.exec(said)?.[0];
        if (code === 0 && id !== undefined) resolve(id);
        else reject(new Error(`Slurm refused it: ${(failed || said).trim()}`));
      });
    });
  }

  #follow(id: string, output: string): StartedWorker {
    const ended = this.#untilEnded(id, output);
    return {
      name: `Slurm job ${id}`,
      ended,
      stop: async () => {
        await run("scancel", [id]);
        await ended;
      },
    };
  }

  async #untilEnded(id: string, output: string): Promise<string | null> {
    for (;;) {
      await delay(this.options.lookMs ?? LOOK_MS, undefined, { ref: false });
      const state = await stateOf(id).catch((error: unknown) => {
        this.options.log.warn({ err: error, slurmJob: id }, "Slurm does not say how a worker stands");
        return "PENDING";
      });
      if (LIVING.test(state)) continue;
      if (ORDERLY.test(state)) return null;
      const words = await readFile(output, "utf8").catch(() => "");
      return `Slurm job ${id} ended as ${state}. ${words.trim().slice(-LAST_WORDS)}`.trim();
    }
  }
}

/** Slurm forgets a job minutes after its end: one that it does not know any more has ended, however. */
async function stateOf(id: string): Promise<string> {
  try {
    const { stdout } = await run("scontrol", ["show", "job", id, "--oneliner"]);
    return /\bJobState=(\S+)/.exec(stdout)?.[1] ?? "COMPLETED";
  } catch (error) {
    if (/Invalid job id/i.test(String(error))) return "COMPLETED";
    throw error;
  }
}

/** A worker for the job alone: its memory and what the worker itself needs, its cores, a graphics card, nodes with its labels. */
export function batchOptions({ backend, memoryGb = MEMORY_GB, cores = 1, labels }: JobNeeds): string[] {
  return [
    `--mem=${Math.ceil(memoryGb * 1000) + ABOVE_MB}M`,
    ...["--nodes=1", "--ntasks=1", `--cpus-per-task=${cores}`],
    ...(backend === "webgpu" ? ["--gres=gpu:1"] : []),
    ...(labels.length > 0 ? [`--constraint=${labels.join("&")}`] : []),
  ];
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
