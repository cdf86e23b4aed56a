import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import pino from "pino";
import { expect } from "vitest";
import { createQuireClient } from "@/client/client";
import type { App } from "@/server/app";
import { closeApp, createApp } from "@/server/create-app";
import { type EmbeddedPostgres, startEmbedded } from "@/server/db/embedded";
import { migrateDatabase } from "@/server/db/migrate";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { executionChunks } from "@/server/db/schema/notebooks";
import { readEnv } from "@/server/env";
import { createToken } from "@/server/features/people/tokens";
import { createWorkerToken } from "@/server/features/workers/worker-tokens";
import { freePort } from "@/server/testing/free-port";
import { createPerson, createWorkspace } from "@/server/testing/test-app";
import type { WorkerOptions } from "../worker";
import { attemptsOf, executionsOf, jobOf, makeNotebook, untilJob } from "./jobs";
import { beginWorker } from "./worker";

const log = pino({ level: "silent" });

/**
 * A server process and a PostgreSQL of its own, which tests stop and start again, and workers of both kinds. The test looks at the database with parts
 * of its own, and speaks to the server as a person's script does.
 */
export class Stage {
  #server: ChildProcess | undefined;
  readonly #ends: (() => Promise<unknown>)[] = [];

  private constructor(
    private postgres: EmbeddedPostgres,
    private readonly dataDir: string,
    readonly port: number,
    readonly app: App,
    readonly workspace: { id: string; slug: string },
    readonly userId: string,
    readonly person: ReturnType<typeof createQuireClient>,
    readonly workerToken: string,
  ) {}

  static async build(): Promise<Stage> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "quire-faults-"));
    const postgres = await startEmbedded({ dataDir, log });
    const port = await freePort();
    const env = readEnv({ NODE_ENV: "test", PORT: String(port), QUIRE_DATA: dataDir, QUIRE_SECRET: SECRET });
    const app = await createApp(env, log, postgres.url("postgres"));
    await migrateDatabase(app.db);
    const ana = await createPerson(app);
    const workspace = await createWorkspace(app, [[ana, "owner"]]);
    const { token: mine } = await createToken(app, ana.userId, { name: "script", scopes: ["write"], days: null });
    const { token } = await createWorkerToken(app, workspace.id, ana.userId, "lab");
    const person = createQuireClient({ url: `http://127.0.0.1:${port}`, token: mine });
    const stage = new Stage(postgres, dataDir, port, app, workspace, ana.userId, person, token);
    await stage.startServer();
    return stage;
  }

  async close(): Promise<void> {
    await this.endAll();
    await this.endServer("SIGTERM");
    await closeApp(this.app);
    await this.postgres.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** All workers, and what else a test has started; no job of it is left to the next. */
  async endAll(): Promise<void> {
    await Promise.all(this.#ends.splice(0).map((end) => end()));
    await this.app.db.delete(jobs);
  }

  onEnd(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  // ── The server and its database ──

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async startServer(): Promise<void> {
    const env = {
      ...process.env,
      NODE_ENV: "test" as const,
      PORT: String(this.port),
      DATABASE_URL: this.postgres.url("postgres"),
      QUIRE_DATA: this.dataDir,
      QUIRE_SECRET: SECRET,
      QUIRE_LOG_LEVEL: process.env.QUIRE_LOG_LEVEL ?? "fatal",
    };
    const args = ["--import", "tsx", "server/testing/server-process.ts"];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    this.#server = child;
    await once(child.stdout, "data");
  }

  async endServer(signal: NodeJS.Signals): Promise<void> {
    const child = this.#server;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  async stopPostgres(): Promise<void> {
    await this.postgres.stop();
  }

  async startPostgres(): Promise<void> {
    this.postgres = await startEmbedded({ dataDir: this.dataDir, log });
  }

  // ── Workers ──

  startWorker(change: Partial<WorkerOptions> = {}) {
    const worker = beginWorker({ url: this.url, token: this.workerToken, ...change });
    this.onEnd(worker.stop);
    return worker;
  }

  /** As `npm run worker` starts one. */
  startProcess(...more: string[]): ChildProcess {
    const args = ["--import", "tsx", "scripts/worker.ts", "--server", this.url, "--unsafe-no-sandbox", ...more];
    const env = { ...process.env, QUIRE_WORKER_TOKEN: this.workerToken };
    const child = spawn(process.execPath, args, { env, stdio: "ignore" });
    this.onEnd(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    });
    return child;
  }

  // ── Jobs ──

  notebook(source: string): Promise<string> {
    return makeNotebook(this.app, this.workspace.id, this.userId, { a: source });
  }

  async dispatch(notebookId: string, more: { maxAttempts?: number } = {}): Promise<string> {
    const order = { workspace: this.workspace.slug, notebookId, cellIds: ["a"], ...more };
    return (await this.person.jobs.dispatch.mutate(order)).jobId;
  }

  job(id: string) {
    return jobOf(this.app, id);
  }

  until(id: string, status: string) {
    return untilJob(this.app, id, status);
  }

  attempts(id: string) {
    return attemptsOf(this.app, id);
  }

  /** Until the attempts that run are given up: a server that holds a question renews their leases once a second. */
  async expireLeases(jobId: string): Promise<void> {
    await expect
      .poll(
        async () => {
          await this.app.db
            .update(jobAttempts)
            .set({ leaseUntil: sql`now() - interval '1 second'` })
            .where(eq(jobAttempts.jobId, jobId));
          return (await this.attempts(jobId)).some((attempt) => attempt.startsWith("running"));
        },
        { timeout: 60_000 },
      )
      .toBe(false);
  }

  /** The notebook's executions in order, each with how it ended and the lines that it printed. */
  async printed(notebookId: string): Promise<{ status: string; lines: string[] }[]> {
    const found = await executionsOf(this.app, notebookId);
    return Promise.all(found.map(async ({ id, status }) => ({ status, lines: await this.#linesOf(id) })));
  }

  async #linesOf(executionId: string): Promise<string[]> {
    const chunks = await this.app.db
      .select({ chunk: executionChunks.chunk })
      .from(executionChunks)
      .where(eq(executionChunks.executionId, executionId))
      .orderBy(executionChunks.seq);
    return chunks.flatMap(({ chunk }) =>
      [...(chunk ?? "").matchAll(/"text\/plain":"(line \d+)/g)].map(([, line]) => line!),
    );
  }

  /** Each run of the workspace with that name: how it ended, and the steps of its metric in order. */
  async curves(name: string, key: string): Promise<{ status: string; steps: number[] }[]> {
    const { slug: workspace } = this.workspace;
    const { runs } = await this.person.runs.list.query({ workspace, query: `name = ${name}` });
    return Promise.all(
      runs.map(async ({ id, status }) => {
        const series = await this.person.runs.metrics.query({ workspace, runIds: [id] });
        const points = series.find((one) => one.key === key)?.points ?? [];
        return { status, steps: points.map(({ step }) => step) };
      }),
    );
  }
}

const SECRET = "a secret for tests, thirty-two long";
