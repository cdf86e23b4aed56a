import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@/server/testing/free-port";

/** A real Quire server process on a data folder of its own. */
export interface QuireServer {
  url: string;
  dataDir: string;
  /** The one-time link that the server printed, while there is no account. */
  setupUrl: string | null;
  pid: number;
  /** Everything it has printed since its last start. */
  output: () => string;
  /** Sends the signal and waits for the end of the process. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
  /** Starts it again on the same data folder and port. */
  start: () => Promise<void>;
  /** Ends it and deletes its data. */
  dispose: () => Promise<void>;
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", () => {
      if (output().includes("Quire is ready at")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}:\n${output()}`)));
  });
}

/** Needs a finished build (`npm run build`). */
export async function startQuire(settings: Record<string, string> = {}): Promise<QuireServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "quire-e2e-"));
  const port = await freePort();
  let child: ChildProcess;
  let printed = "";

  async function start(): Promise<void> {
    printed = "";
    child = spawn(process.execPath, ["dist/server/main.mjs"], {
      env: { ...process.env, NODE_ENV: "production", PORT: String(port), QUIRE_DATA: dataDir, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const collect = (data: Buffer) => (printed += data.toString());
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    await untilReady(child, () => printed);
    server.pid = child.pid ?? 0;
    server.url = /Quire is ready at (\S+)/.exec(printed)?.[1] ?? server.url;
    server.setupUrl = /https?:\/\/\S+\/setup\?token=\S+/.exec(printed)?.[0] ?? null;
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  const server: QuireServer = {
    url: `http://localhost:${port}`,
    dataDir,
    setupUrl: null,
    pid: 0,
    output: () => printed,
    end,
    start,
    dispose: async () => {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await start();
  return server;
}
