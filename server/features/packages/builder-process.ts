import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import {
  type BuilderMessage,
  builderMessageSchema,
  type BuildRequest,
  type BuildStep,
} from "@/lib/packages/builder-protocol";
import { QuireError } from "@/lib/protocol/errors";

export type Built = Extract<BuilderMessage, { type: "built" }>;

const TIMEOUT_MS = 180_000;
const HEAP_MB = 1536;
/** After so long without work the process ends. */
const IDLE_MS = 30_000;

/** The bundled entry beside a bundled server; in development and tests the source, through tsx. */
function entry(): { file: string; execArgv: string[] } {
  const bundled = new URL("../workers/package-builder.mjs", import.meta.url);
  if (existsSync(bundled)) return { file: fileURLToPath(bundled), execArgv: [] };
  const source = new URL("../../../workers/package-builder.ts", import.meta.url);
  return { file: fileURLToPath(source), execArgv: ["--import", "tsx"] };
}

const npmWords =
  /^(npm_config_.*|(https?|no|all)_proxy|path|home|userprofile|tmpdir|node_extra_ca_certs|ssl_cert_(file|dir)|npm_token|node_auth_token)$/i;

/** What npm's settings are made of, and none of the server's secrets. */
function npmEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (pair): pair is [string, string] => npmWords.test(pair[0]) && pair[1] !== undefined,
    ),
  );
}

interface Work {
  name: string;
  onStep: (step: BuildStep) => void;
  resolve: (built: Built) => void;
  reject: (error: QuireError) => void;
  timer: NodeJS.Timeout;
}

/**
 * A process in which packages are made ready, one at a time: what strangers wrote is parsed there, and it can be ended
 * whatever it does. None of it is run.
 */
export class BuilderProcess {
  #child: ChildProcess | null = null;
  #isUp: Promise<void> = Promise.resolve();
  #work: Work | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly log: Logger) {}

  build(request: Omit<BuildRequest, "env">, onStep: (step: BuildStep) => void): Promise<Built> {
    clearTimeout(this.#idle);
    const { name } = request;
    const env = npmEnvironment();
    const child = (this.#child ??= this.#start(env));
    return new Promise<Built>((resolve, reject) => {
      const tooLong = `Making "${name}" ready for cells took longer than ${TIMEOUT_MS / 1000} s, so it was stopped.`;
      const timer = setTimeout(() => this.#end(child, "UNPROCESSABLE", tooLong), TIMEOUT_MS);
      this.#work = { name, onStep, resolve, reject, timer };
      void this.#isUp.then(() => child.connected && child.send({ ...request, env }));
    });
  }

  close(): void {
    if (this.#child) this.#end(this.#child, "UNAVAILABLE", "The server is stopping.");
  }

  #start(env: Record<string, string>): ChildProcess {
    const { file, execArgv } = entry();
    const child = fork(file, [], {
      serialization: "advanced",
      execArgv: [...execArgv, `--max-old-space-size=${HEAP_MB}`],
      env: { ...env, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#isUp = new Promise((resolve) => child.once("message", () => resolve()));
    child.stderr?.on("data", (text: Buffer) =>
      this.log.debug({ pid: child.pid, text: text.toString() }, "package builder says"),
    );
    child.on("message", (message) => this.#hear(child, message));
    child.on("error", (error) =>
      this.#end(child, "UNAVAILABLE", `The process that builds packages could not be started: ${error.message}`),
    );
    child.on("exit", (code, signal) => {
      if (child === this.#child) this.log.warn({ code, signal, name: this.#work?.name }, "package builder ended");
      const what = `Making "${this.#work?.name ?? ""}" ready for cells took too much memory. Look for a smaller package.`;
      this.#end(child, "UNPROCESSABLE", what);
    });
    return child;
  }

  #hear(child: ChildProcess, raw: unknown): void {
    const message = builderMessageSchema.safeParse(raw).data;
    const work = this.#work;
    if (!message || !work || child !== this.#child || message.type === "up") return;
    if (message.type === "step") return work.onStep(message);
    this.#rest(child);
    if (message.type === "built") work.resolve(message);
    else work.reject(new QuireError(message.code, message.message));
  }

  #rest(child: ChildProcess): void {
    clearTimeout(this.#work?.timer);
    this.#work = null;
    this.#idle = setTimeout(() => this.#end(child, "UNAVAILABLE", "idle"), IDLE_MS).unref();
  }

  /** Kills that child and fails what it had to do. Harmless for one that has ended. */
  #end(child: ChildProcess, code: QuireError["code"], why: string): void {
    child.kill("SIGKILL");
    if (child !== this.#child) return;
    this.#child = null;
    clearTimeout(this.#idle);
    const work = this.#work;
    this.#work = null;
    clearTimeout(work?.timer);
    work?.reject(new QuireError(code, why));
  }
}
