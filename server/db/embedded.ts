import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import type { Logger } from "pino";
import { postgresBinaries } from "./postgres-binaries";

const run = promisify(execFile);
const SUPERUSER = "quire";
/** `sun_path` holds 107 bytes; PostgreSQL adds `/.s.PGSQL.5432.lock`. */
const LONGEST_SOCKET_DIR = 85;

export interface EmbeddedPostgres {
  url: (database: string) => string;
  /** True when a server that an earlier, killed process left behind was taken over. */
  adopted: boolean;
  stop: () => Promise<void>;
}

interface Options {
  dataDir: string;
  log: Logger;
  /** More `-c name=value` settings. */
  settings?: Record<string, string>;
}

const baseSettings: Record<string, string> = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  shared_buffers: "32MB",
  max_connections: "50",
  max_wal_size: "256MB",
  jit: "off",
  autovacuum_max_workers: "1",
  max_parallel_workers: "0",
  max_worker_processes: "1",
  max_logical_replication_workers: "0",
  log_min_messages: "warning",
};

/** PostgreSQL refuses to run as root; a user namespace in which root is another user needs no new account. */
async function asOrdinaryUser(command: string, args: string[]): Promise<[string, string[]]> {
  if (process.getuid?.() !== 0) return [command, args];
  const wrap = ["--user", "--map-user=1000", "--map-group=1000"];
  await run("unshare", [...wrap, "true"]).catch((cause: unknown) => {
    throw new Error(
      "PostgreSQL does not run as root, and this system forbids user namespaces. Start Quire as an ordinary user, or set DATABASE_URL.",
      { cause },
    );
  });
  return ["unshare", [...wrap, command, ...args]];
}

async function initialise(dir: string, initdb: string): Promise<void> {
  const args = [
    "--pgdata",
    dir,
    "--username",
    SUPERUSER,
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
  ];
  const [command, argv] = await asOrdinaryUser(initdb, args);
  await run(command, argv);
}

/** Where the socket lies: in the data folder, or, when that path is too long for a socket, in a private folder of the temp folder. */
async function socketFolder(dataDir: string): Promise<string> {
  const beside = path.join(dataDir, "run");
  const dir =
    beside.length <= LONGEST_SOCKET_DIR
      ? beside
      : path.join(tmpdir(), `quire-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { uid } = await stat(dir);
  if (process.getuid && uid !== process.getuid())
    throw new Error(`${dir} belongs to someone else; set QUIRE_DATA to a shorter path.`);
  await chmod(dir, 0o700);
  return dir;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The process that `postmaster.pid` names, when it is alive. A leftover file of a dead one is PostgreSQL's own business. */
async function runningPid(dir: string): Promise<number | null> {
  const text = await readFile(path.join(dir, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
}

const socketUrl = (socketDir: string, database: string) =>
  `postgres://${SUPERUSER}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;

async function answers(socketDir: string): Promise<boolean> {
  const client = new Client({ connectionString: socketUrl(socketDir, "postgres") });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function untilAnswers(socketDir: string, failed: () => string | null): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 25) {
    if (await answers(socketDir)) return;
    const failure = failed();
    if (failure !== null) throw new Error(`PostgreSQL did not start: ${failure}`);
    await delay(25);
  }
  throw new Error("PostgreSQL did not answer within a minute.");
}

async function untilGone(pid: number): Promise<void> {
  for (let waited = 0; waited < 30_000 && isAlive(pid); waited += 20) await delay(20);
  if (isAlive(pid)) process.kill(pid, "SIGQUIT");
}

/** SIGINT is PostgreSQL's fast shutdown: connections are closed, everything committed is on disk. */
async function stopPid(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, "SIGINT");
  await untilGone(pid);
}

async function launch(dir: string, socketDir: string, { log, settings }: Options): Promise<ChildProcess> {
  const flags = Object.entries({ ...baseSettings, unix_socket_directories: socketDir, ...settings }).flatMap(
    ([k, v]) => ["-c", `${k}=${v}`],
  );
  const { postgres } = await postgresBinaries();
  const [command, argv] = await asOrdinaryUser(postgres, ["-D", dir, ...flags]);
  // A process group of its own: Ctrl+C in the terminal reaches us first, and we stop it once all is flushed.
  const child = spawn(command, argv, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let lastLine = "";
  child.stderr.on("data", (data: Buffer) => {
    lastLine = data.toString().trim();
    log.debug({ postgres: lastLine }, "postgres");
  });
  await untilAnswers(socketDir, () => (child.exitCode === null ? null : lastLine || `exit code ${child.exitCode}`));
  return child;
}

/**
 * A PostgreSQL of our own in `dataDir/postgres`, reachable by a Unix socket that only this user can open. Makes it on the
 * first start; takes over one that a killed server left running. The caller must hold the advisory lock before it trusts
 * that no other server uses it.
 */
export async function startEmbedded(options: Options): Promise<EmbeddedPostgres> {
  const dir = path.join(options.dataDir, "postgres");
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const socketDir = await socketFolder(options.dataDir);
  const url = (database: string) => socketUrl(socketDir, database);
  const running = await runningPid(dir);
  if (running !== null && (await answers(socketDir))) return { url, adopted: true, stop: () => stopPid(running) };
  const initialised = await stat(path.join(dir, "PG_VERSION")).catch(() => null);
  if (!initialised) await initialise(dir, (await postgresBinaries()).initdb);
  const child = await launch(dir, socketDir, options);
  child.unref();
  return { url, adopted: false, stop: () => (child.pid === undefined ? Promise.resolve() : stopPid(child.pid)) };
}
