import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Logger } from "pino";
import { announcement } from "./announcement";
import { forgetExpiredAttempts } from "./auth/sign-in-limiter";
import { sweepBlobs } from "./blobs/sweep";
import { closeApp, createApp } from "./create-app";
import { openServerDatabase, StartError } from "./db/open";
import { type Env, EnvError, readEnv } from "./env";
import { everyDay } from "./every-day";
import { ensureSetupToken } from "./features/people/setup";
import { startHistoryKeeper } from "./features/history/history-keeper";
import { startScheduler } from "./features/schedules/scheduler";
import { startLeaseKeeper } from "./features/jobs/lease-keeper";
import { forgetWorkers } from "./features/workers/registry";
import { LocalDriver } from "./features/workers/starting/local-driver";
import { SlurmDriver } from "./features/workers/starting/slurm-driver";
import { ownWorkerToken } from "./features/workers/worker-tokens";
import { createRequestListener, noPages } from "./http";
import { forgetKeys } from "./idempotency/once";
import { createLog } from "./log";
import { openPages } from "./pages";
import { recoverFromEarlier } from "./recover";
import { handleSandbox } from "./sandbox/site";
import { createUpgradeListener } from "./sockets";
import { type Certificate, readCertificate } from "./tls";

const SHUTDOWN_MS = 10_000;

function serve(certificate: Certificate | null, listener: RequestListener): Server {
  return certificate ? createHttpsServer(certificate, listener) : createHttpServer(listener);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new StartError(`Port ${port} is taken. Set PORT to another one, or stop what uses it.`) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** For those on this machine. */
function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  const anywhere = ["0.0.0.0", "::"].includes(address.address);
  const host = anywhere ? "localhost" : address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** A sandbox site on this machine's other port gets a server of its own; one on another host name shares the app's. */
async function listenForSandbox(env: Env, certificate: Certificate | null): Promise<Server | null> {
  if (!env.sandboxUrl) return null;
  const [app, sandbox] = [new URL(env.appUrl), new URL(env.sandboxUrl)];
  if (sandbox.hostname !== app.hostname || !sandbox.port) return null;
  const server = serve(certificate, (req, res) => void handleSandbox(env, req, res));
  await listen(server, Number(sandbox.port), env.HOST);
  return server;
}

async function start(env: Env, log: Logger): Promise<() => Promise<void>> {
  const certificate = await readCertificate(env);
  const database = await openServerDatabase(env, log);
  const app = await createApp(env, log, database.url);
  await recoverFromEarlier(app);
  const pages = await openPages(env);
  const server = serve(certificate, createRequestListener(app, pages.handle));
  const upgrades = createUpgradeListener(app, pages.upgrade);
  server.on("upgrade", upgrades.listener);
  const stopJobs: (() => Promise<void>)[] = [];
  const stop = async () => {
    // While they can still give back what they run.
    await app.starter.close();
    server.close();
    forWorkers?.close();
    sandboxServer?.close();
    // Before their sockets go: every edit that came is committed, and its sender told so.
    await app.rooms.close();
    await upgrades.close();
    server.closeAllConnections();
    forWorkers?.closeAllConnections();
    sandboxServer?.closeAllConnections();
    await Promise.all(stopJobs.map((stopJob) => stopJob()));
    await closeApp(app);
    await pages.close();
    await database.close();
  };
  let sandboxServer: Server | null = null;
  let forWorkers: Server | null = null;
  try {
    await listen(server, env.PORT, env.HOST);
    sandboxServer = await listenForSandbox(env, certificate);
    // A certificate for people's name is none for this machine's own.
    if (certificate && env.QUIRE_WORKERS > 0) {
      forWorkers = createHttpServer(createRequestListener(app, noPages));
      await listen(forWorkers, 0, "127.0.0.1");
    }
  } catch (error) {
    await closeApp(app);
    await database.close();
    throw error;
  }
  process.stdout.write(announcement(env, await ensureSetupToken(app)));
  log.info({ url: env.appUrl, sandbox: env.sandboxUrl }, "ready");
  stopJobs.push(
    startHistoryKeeper(app),
    everyDay(log, "sweep blobs", (signal) => sweepBlobs(app, Date.now(), signal)),
    everyDay(log, "forget workers that are gone", async () => ({ workers: await forgetWorkers(app) })),
    startLeaseKeeper(app),
    startScheduler(app),
    everyDay(log, "forget idempotency keys", () => forgetKeys(app.db)),
    everyDay(log, "forget sign-in attempts", () => forgetExpiredAttempts(app.db, new Date())),
  );
  if (env.QUIRE_WORKERS > 0) {
    const url = addressOf(forWorkers ?? server);
    const token = ownWorkerToken(app);
    const driver =
      env.QUIRE_WORKER_DRIVER === "slurm"
        ? new SlurmDriver({ url: env.appUrl, token, log, dataDir: env.QUIRE_DATA, options: env.QUIRE_SLURM_OPTIONS })
        : new LocalDriver({ url, token, log });
    app.starter.begin(driver, env.QUIRE_WORKERS);
  }
  return stop;
}

/** Ends on the first SIGINT or SIGTERM once everything is flushed; a second signal, or ten seconds, ends at once. */
function stopOnSignal(stop: () => Promise<void>, log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

async function main(): Promise<void> {
  try {
    const env = readEnv(process.env);
    const log = createLog(env);
    process.on("unhandledRejection", (reason) => log.error({ err: reason }, "unhandled rejection"));
    stopOnSignal(await start(env, log), log);
  } catch (error) {
    if (!(error instanceof EnvError || error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await main();
