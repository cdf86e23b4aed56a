import { parseArgs } from "node:util";
import { z } from "zod";
import { fileFormatSchema, type FileFormat } from "@/lib/notebook/formats/export-file";
import { backendSchema, type Backend } from "@/lib/protocol/device";
import { type JobNeeds, jobNeedsSchema } from "@/lib/protocol/job";
import { QuireError } from "@/lib/protocol/errors";

export const usage = `npm run notebook -- run FILE [options]

Runs a notebook (.nb.ts, .ipynb or .md) in a kernel of its own, and ends with 1 where a cell failed.

  --set NAME=VALUE      the value of a parameter; may be given again
  --out FILE            writes the notebook with its outputs: .ipynb, .html, .md, or .nb.ts without them
  --backend wasm|cpu    what TensorFlow.js runs on (wasm)
  --seed N              seeds Math.random and TensorFlow.js (what the notebook says, or 0)
  --timeout SECONDS     ends the run after so long
  --server URL          where datasets, models, runs and packages are; with
  --token TOKEN         a personal token, or QUIRE_TOKEN
  --workspace NAME      the workspace, where the token opens several
                        secrets: the variable QUIRE_SECRET_NAME is the secret NAME
  --notebook ID         the notebook to which runs belong; without it the file is imported when its first run starts
  --on server           runs it on a worker of the server, as a notebook of its own; closing this leaves it running
  --label LABEL         asks for a worker with that label; may be given again
  --memory GB           asks for a worker with so much`;

/** What a process knows of its surroundings. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  file: string;
  out: { file: string; format: FileFormat } | null;
  parameters: ReadonlyMap<string, string>;
  backend: Backend | null;
  seed: number | null;
  timeoutMs: number | null;
  /** Where the secrets of a script are. */
  env: Environment;
  /** It runs as a job of the server, on a worker that has all this. */
  job: JobNeeds | null;
  server: { url: string; token: string; workspace: string | null; notebookId: string | null } | null;
}

const wrong = (message: string) => new QuireError("BAD_REQUEST", `${message}\n\n${usage}`);

function parseValues(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        set: { type: "string", multiple: true, default: [] },
        out: text,
        backend: text,
        seed: text,
        timeout: text,
        server: text,
        token: text,
        workspace: text,
        notebook: text,
        on: text,
        label: { type: "string", multiple: true, default: [] },
        memory: text,
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function formatOf(file: string): FileFormat {
  const format = fileFormatSchema.options.find((one) => file.toLowerCase().endsWith(`.${one}`));
  if (!format)
    throw wrong(`--out ${file}: its name must end in ${fileFormatSchema.options.map((one) => `.${one}`).join(", ")}.`);
  return format;
}

function numberOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw wrong(`--${name} ${text}: this must be a number, 0 or more.`);
  return value;
}

function parameterOf(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw wrong(`--set ${text}: write it as NAME=VALUE.`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

type Values = ReturnType<typeof parseValues>["values"];

function serverOf({ server, token, workspace, notebook }: Values, env: Environment): RunOptions["server"] {
  const secret = token ?? env.QUIRE_TOKEN;
  if (server === undefined) {
    if (token ?? workspace ?? notebook)
      throw wrong("--token, --workspace and --notebook say something only with --server.");
    return null;
  }
  if (!URL.canParse(server)) throw wrong(`--server ${server}: this is no address, such as https://quire.example.org.`);
  if (!secret) throw wrong("--server needs --token, or the variable QUIRE_TOKEN.");
  return { url: server.replace(/\/+$/, ""), token: secret, workspace: workspace ?? null, notebookId: notebook ?? null };
}

function jobOf({ on, label, memory, notebook, backend }: Values, server: RunOptions["server"]): JobNeeds | null {
  if (on !== undefined && on !== "server")
    throw wrong(`--on ${on}: there is --on server, and without it the run is here.`);
  if (on === undefined) {
    if (label.length > 0 || memory !== undefined)
      throw wrong("--label and --memory say something only with --on server.");
    return null;
  }
  if (!server) throw wrong("--on server needs --server URL and a token.");
  if (notebook !== undefined) throw wrong("--on server runs the file, as a notebook of its own: leave --notebook out.");
  const needs = jobNeedsSchema.safeParse({ backend, labels: label, memoryGb: numberOf("memory", memory) ?? undefined });
  if (!needs.success) throw wrong(z.prettifyError(needs.error));
  return needs.data;
}

/** Reads the command line after `notebook`; throws what is wrong with it, with the usage. */
export function parseOptions(args: readonly string[], env: Environment): RunOptions {
  const { values, positionals } = parseValues(args);
  const [command, file, ...more] = positionals;
  if (command !== "run")
    throw wrong(command === undefined ? "What shall be done?" : `There is no command “${command}”.`);
  if (file === undefined || more.length > 0) throw wrong("Name one file to run.");
  const here = values.on === undefined ? backendSchema.exclude(["webgpu"]) : backendSchema;
  const backend = values.backend === undefined ? null : here.safeParse(values.backend);
  if (backend && !backend.success) throw wrong(`--backend ${values.backend}: there are ${here.options.join(" and ")}.`);
  const server = serverOf(values, env);
  const timeout = numberOf("timeout", values.timeout);
  return {
    file,
    out: values.out === undefined ? null : { file: values.out, format: formatOf(values.out) },
    parameters: new Map(values.set.map(parameterOf)),
    backend: backend?.data ?? null,
    seed: numberOf("seed", values.seed),
    timeoutMs: timeout === null ? null : timeout * 1000,
    env,
    server,
    job: jobOf(values, server),
  };
}
