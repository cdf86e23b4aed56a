import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { QuireError } from "@/lib/protocol/errors";
import { type InferenceReply, type InferenceRequest, replyEnvelopeSchema } from "@/lib/serving/pool-protocol";

export interface ProcessLimits {
  /** Resident memory above which the process is ended. */
  maxMemoryBytes: number;
  /** How often that is looked at while there is work. */
  watchMs: number;
  /** After so long without work the process ends. */
  idleMs: number;
}

interface Pending {
  resolve: (reply: InferenceReply) => void;
  reject: (error: QuireError) => void;
  timer: NodeJS.Timeout;
}

const PAGE_BYTES = 4096;

/** The bundled entry beside a bundled server; in development and tests the source, through tsx. */
function entry(): { file: string; execArgv: string[] } {
  const bundled = new URL("../workers/inference.mjs", import.meta.url);
  if (existsSync(bundled)) return { file: fileURLToPath(bundled), execArgv: [] };
  const source = new URL("../../../workers/inference.ts", import.meta.url);
  return { file: fileURLToPath(source), execArgv: ["--import", "tsx"] };
}

/** Nothing of the server's environment but what Node needs: models come from strangers. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, NODE_ENV } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV };
}

/**
 * A child process that runs models. It starts with the first call and ends when idle, when it takes too long or too much
 * memory, or by its own crash; whatever was under way then is UNAVAILABLE, and the next call starts a new one.
 */
export class InferenceProcess {
  #child: ChildProcess | null = null;
  #next = 0;
  #idle: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  readonly #pending = new Map<number, Pending>();

  constructor(
    private readonly log: Logger,
    private readonly limits: ProcessLimits,
  ) {}

  get load(): number {
    return this.#pending.size;
  }

  /** Undefined while none runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  call(request: InferenceRequest, timeoutMs: number): Promise<InferenceReply> {
    const child = (this.#child ??= this.#start());
    const id = this.#next++;
    clearTimeout(this.#idle);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#end(child, `The model took longer than ${timeoutMs / 1000} s and was stopped.`),
        timeoutMs,
      );
      this.#pending.set(id, { resolve, reject, timer });
      this.#watch ??= setInterval(() => void this.#checkMemory(child), this.limits.watchMs).unref();
      child.send({ id, request }, (error) => {
        if (error) this.#end(child, "The process that runs models could not be reached. Try again.");
      });
    });
  }

  close(): void {
    if (this.#child) this.#end(this.#child, "The server is stopping.");
  }

  #start(): ChildProcess {
    const { file, execArgv } = entry();
    const child = fork(file, [], {
      serialization: "advanced",
      execArgv,
      env: bareEnvironment(),
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.log.debug({ pid: child.pid }, "inference process started");
    child.stderr?.on("data", (text: Buffer) =>
      this.log.debug({ pid: child.pid, text: text.toString() }, "inference process says"),
    );
    child.on("message", (message) => this.#onMessage(child, message));
    child.on("error", (error) => {
      this.log.error({ err: error }, "inference process failed");
      this.#end(child, "The process that runs models could not be started.");
    });
    child.on("exit", (code, signal) => {
      if (child === this.#child) this.log.warn({ pid: child.pid, code, signal }, "inference process ended");
      this.#end(
        child,
        "The process that runs models ended in the middle of this. It starts again with the next request.",
      );
    });
    return child;
  }

  #onMessage(child: ChildProcess, message: unknown): void {
    const parsed = replyEnvelopeSchema.safeParse(message);
    if (!parsed.success) return this.#end(child, "The process that runs models gave an answer that cannot be read.");
    const { id, reply } = parsed.data;
    const pending = this.#pending.get(id);
    if (!pending || child !== this.#child) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    if (this.#pending.size === 0) this.#rest(child);
    pending.resolve(reply);
  }

  #rest(child: ChildProcess): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#idle = setTimeout(() => this.#end(child, "idle"), this.limits.idleMs).unref();
  }

  /** Kills that child and fails what it had to do. Harmless for one that has ended. */
  #end(child: ChildProcess, why: string): void {
    child.kill("SIGKILL");
    if (child !== this.#child) return;
    this.#child = null;
    clearTimeout(this.#idle);
    clearInterval(this.#watch);
    this.#watch = undefined;
    const failed = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject, timer } of failed) {
      clearTimeout(timer);
      reject(new QuireError("UNAVAILABLE", why));
    }
  }

  /** Linux tells a process' resident pages; elsewhere the limit is not watched. */
  async #checkMemory(child: ChildProcess): Promise<void> {
    const text = await readFile(`/proc/${child.pid ?? 0}/statm`, "utf8").catch(() => "");
    const resident = Number(text.split(" ")[1] ?? 0) * PAGE_BYTES;
    if (resident <= this.limits.maxMemoryBytes) return;
    this.log.warn({ pid: child.pid, resident }, "inference process took too much memory");
    this.#end(
      child,
      `The model took more than ${Math.round(this.limits.maxMemoryBytes / 2 ** 20)} MB of memory and was stopped.`,
    );
  }
}
