import { parseArgs } from "node:util";
import { fileFormatSchema, type FileFormat } from "@/lib/notebook/formats/export-file";
import { backendSchema, type Backend } from "@/lib/protocol/device";
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
  --notebook ID         the notebook to which runs belong; without it the file is imported when its first run starts`;

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

/** Reads the command line after `notebook`; throws what is wrong with it, with the usage. */
export function parseOptions(args: readonly string[], env: Environment): RunOptions {
  const { values, positionals } = parseValues(args);
  const [command, file, ...more] = positionals;
  if (command !== "run")
    throw wrong(command === undefined ? "What shall be done?" : `There is no command “${command}”.`);
  if (file === undefined || more.length > 0) throw wrong("Name one file to run.");
  const backend = values.backend === undefined ? null : backendSchema.exclude(["webgpu"]).safeParse(values.backend);
  if (backend && !backend.success) throw wrong(`--backend ${values.backend}: there are wasm and cpu.`);
  const timeout = numberOf("timeout", values.timeout);
  return {
    file,
    out: values.out === undefined ? null : { file: values.out, format: formatOf(values.out) },
    parameters: new Map(values.set.map(parameterOf)),
    backend: backend?.data ?? null,
    seed: numberOf("seed", values.seed),
    timeoutMs: timeout === null ? null : timeout * 1000,
    env,
    server: serverOf(values, env),
  };
}
