import { type ChildProcess, spawn } from "node:child_process";
import { cpus, hostname, totalmem } from "node:os";
import type { Logger } from "pino";
import type { Offer } from "@/lib/jobs/fit";
import { workerCommand } from "./worker-command";
import type { StartedWorker, WorkerDriver } from "./worker-driver";

interface LocalOptions {
  url: string;
  token: string;
  log: Logger;
  /** A worker ends after so long without a job. */
  idleMs?: number;
}

const IDLE_MS = 5 * 60_000;
/** To give back what it runs. */
const STOP_MS = 5000;
/** Half: the server, its database and people's other work need theirs. */
const SHARE = 0.5;
const LAST_WORDS = 2000;

function memoryGb(): number {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.floor((bytes * SHARE) / 1e8) / 10;
}

/** What Node and graphics drivers need, and nothing of the server's own settings. */
function environment(token: string): NodeJS.ProcessEnv {
  const kept = [
    "PATH",
    "HOME",
    "TMPDIR",
    "NODE_ENV",
    "LD_LIBRARY_PATH",
    "VK_DRIVER_FILES",
    "VK_ICD_FILENAMES",
    "QUIRE_SOFTWARE_WEBGPU",
  ];
  const given = Object.fromEntries(kept.map((name) => [name, process.env[name]]));
  return { NODE_ENV: "production", ...given, QUIRE_WORKER_TOKEN: token };
}

/** Workers on this machine, each a child process. They end with this one, however it ends: their standard input closes. */
export class LocalDriver implements WorkerDriver {
  readonly name = "local";
  readonly outlivesServer = false;
  readonly offer: Offer = { name: hostname(), memoryGb: memoryGb(), cores: cpus().length, labels: [], device: {} };

  constructor(private readonly options: LocalOptions) {}

  start(workerId: string): Promise<StartedWorker> {
    const { url, token, log, idleMs = IDLE_MS } = this.options;
    const settings = {
      ...{ server: url, name: this.offer.name, id: workerId },
      ...{ memory: this.offer.memoryGb, idle: idleMs / 1000 },
    };
    const [node, ...args] = workerCommand(settings);
    const child = spawn(node, [...args, "--end-with-stdin"], {
      env: environment(token),
      stdio: ["pipe", "ignore", "pipe"],
    });
    child.stdin.on("error", () => undefined);
    let lastWords = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log.info({ worker: workerId, text: text.trim() }, "worker says");
      lastWords = (lastWords + text).slice(-LAST_WORDS);
    });
    const ended = endOf(child, () => lastWords.trim());
    return Promise.resolve({ name: `process ${child.pid}`, ended, stop: () => stop(child, ended) });
  }

  /** None: they end with the process that started them. */
  adopt(): Promise<ReadonlyMap<string, StartedWorker>> {
    return Promise.resolve(new Map());
  }
}

function endOf(child: ChildProcess, lastWords: () => string): Promise<string | null> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`It could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      if (code === 0 || signal === "SIGTERM") resolve(null);
      else resolve(lastWords() || `It ended by itself (${signal ?? `exit code ${code}`}).`);
    });
  });
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}
