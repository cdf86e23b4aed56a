import { availableParallelism, hostname, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { QuireError } from "@/lib/protocol/errors";

export const usage = `npm run worker -- --server URL --token TOKEN [options]

Asks a Quire server for jobs and runs them, each in a kernel of its own that is locked up by bubblewrap. It dials out: it needs no
open port and no database.

  --server URL          the server
  --token TOKEN         a worker token (Settings, Workers), or QUIRE_WORKER_TOKEN
  --name NAME           what it is called in lists (the machine's name)
  --label LABEL         what jobs may ask for; may be given again
  --slots N             jobs at once (1)
  --memory GB           what one job may use (three quarters of the machine's, shared by its slots)
  --cores N             processor cores that jobs may ask for (those that this process may use)
  --idle SECONDS        ends after so long without a job (never)
  --end-with-stdin      ends when its standard input closes: with whoever started it
  --software-webgpu     lets kernels use a software adapter, which is slow; for tests (or QUIRE_SOFTWARE_WEBGPU=1)
  --unsafe-no-sandbox   runs kernels without bubblewrap: cells can then read and do all that this process can`;

export interface WorkerSettings {
  url: string;
  token: string;
  name: string;
  labels: string[];
  slots: number;
  memoryGb: number;
  cores: number;
  /** Null: it waits for jobs for ever. */
  idleMs: number | null;
  endWithStdin: boolean;
  /** What whoever started it knows it by; without, it makes one up. */
  id?: string;
  softwareAdapter: boolean;
  sandboxed: boolean;
}

const wrong = (message: string) => new QuireError("BAD_REQUEST", `${message}\n\n${usage}`);

function parseValues(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        server: text,
        token: text,
        name: text,
        label: { type: "string", multiple: true, default: [] },
        slots: text,
        memory: text,
        cores: text,
        idle: text,
        "end-with-stdin": { type: "boolean", default: false },
        id: text,
        "software-webgpu": { type: "boolean", default: false },
        "unsafe-no-sandbox": { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function positive(name: string, value: string | undefined, fallback: number, most: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (!(number > 0 && number <= most)) throw wrong(`--${name} ${value}: give a number above 0, up to ${most}.`);
  return number;
}

const GB = 1e9;
/** The rest is for the worker itself and the system. */
const SHARE_FOR_JOBS = 0.75;

/** A container's limit counts where there is one. */
export function memoryForJob(slots: number): number {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.floor((bytes * SHARE_FOR_JOBS * 10) / slots / GB) / 10;
}

/** Throws what is wrong with the command, in words, with its usage. */
export function parseSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): WorkerSettings {
  const values = parseValues(args);
  const token = values.token ?? env.QUIRE_WORKER_TOKEN;
  if (values.server === undefined || !URL.canParse(values.server))
    throw wrong("Say where the server is: --server URL.");
  if (!token) throw wrong("A worker needs a token: --token TOKEN, or QUIRE_WORKER_TOKEN.");
  if (values.id !== undefined && !/^[a-z0-9]{20}$/.test(values.id))
    throw wrong(`--id ${values.id}: give twenty letters and digits.`);
  const slots = Math.floor(positive("slots", values.slots, 1, 64));
  return {
    url: values.server.replace(/\/+$/, ""),
    token,
    name: values.name ?? hostname(),
    labels: values.label,
    slots,
    memoryGb: positive("memory", values.memory, memoryForJob(slots), 100_000),
    cores: Math.floor(positive("cores", values.cores, availableParallelism(), 10_000)),
    idleMs: values.idle === undefined ? null : positive("idle", values.idle, 0, 1e6) * 1000,
    endWithStdin: values["end-with-stdin"],
    id: values.id,
    softwareAdapter: values["software-webgpu"] || env.QUIRE_SOFTWARE_WEBGPU === "1",
    sandboxed: !values["unsafe-no-sandbox"],
  };
}
