import path from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";

const flag = z.enum(["0", "1", "true", "false"]).transform((v) => v === "1" || v === "true");
const httpUrl = z.url({ protocol: /^https?$/ }).transform((v) => v.replace(/\/+$/, ""));
const port = z.coerce.number().int().min(0).max(65535);
const unset = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional());

function readNetworks(text: string, context: z.RefinementCtx) {
  const networks = text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  const wrong = networks.find((network) => !ipaddr.isValidCIDR(network));
  if (wrong !== undefined) context.addIssue({ code: "custom", message: `"${wrong}" is no network such as 10.0.0.0/8` });
  return wrong === undefined ? networks.map((network) => ipaddr.parseCIDR(network)) : z.NEVER;
}

/** Every setting Quire reads, each with its default. The README's configuration table lists the same. */
const envSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.preprocess(unset, port.default(3000)),
  /** Loopback by default: nobody else can connect. */
  HOST: z.preprocess(unset, z.string().default("127.0.0.1")),
  /** The address people use, when it is not http(s)://localhost:PORT. */
  QUIRE_URL: optional(httpUrl),
  /** Where cells run: another site (domain), or this machine on another port. */
  QUIRE_SANDBOX_URL: optional(httpUrl),
  QUIRE_DATA: z.preprocess(unset, z.string().default(".quire")).transform((v) => path.resolve(v)),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  /** `self-signed`, or `certificate.pem,key.pem`. */
  QUIRE_TLS: optional(
    z.union([
      z.literal("self-signed"),
      z.string().regex(/^[^,]+,[^,]+$/, 'use "self-signed" or "certificate.pem,key.pem"'),
    ]),
  ),
  /** Signs sessions; made and kept in the data folder when not given. */
  QUIRE_SECRET: optional(z.string().min(32, "use at least 32 characters")),
  QUIRE_LOG_LEVEL: z.preprocess(unset, z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info")),
  /** Believe X-Forwarded-For and -Proto: only behind a proxy that sets them. */
  QUIRE_TRUST_PROXY: z.preprocess(unset, flag.default(false)),
  /** Let kernels use WebGPU on a software adapter; for tests. */
  QUIRE_SOFTWARE_WEBGPU: z.preprocess(unset, flag.default(false)),
  /** How many workers this server starts by itself, at most, while jobs wait for one; 0: none. */
  QUIRE_WORKERS: z.preprocess(unset, z.coerce.number().int().min(0).max(1000).default(1)),
  /** How it starts them: as child processes, or as jobs of Slurm (by `sbatch`, with QUIRE_SLURM_OPTIONS). */
  QUIRE_WORKER_DRIVER: z.preprocess(unset, z.enum(["local", "slurm"]).default("local")),
  /** For each `sbatch`, such as `--partition=gpu --account=lab`. */
  QUIRE_SLURM_OPTIONS: z
    .preprocess(unset, z.string().default(""))
    .transform((text) => text.split(/\s+/).filter(Boolean)),
  QUIRE_MAX_UPLOAD_MB: z.preprocess(unset, z.coerce.number().int().positive().default(2048)),
  /** `s3://bucket/prefix` keeps blobs there (with AWS_* and QUIRE_S3_ENDPOINT); the default is a folder in QUIRE_DATA. */
  QUIRE_BLOBS: optional(z.string().regex(/^s3:\/\/[^/]+/, "use s3://bucket/prefix")),
  QUIRE_S3_ENDPOINT: optional(httpUrl),
  /** Private networks that imports of datasets may reach, as `10.0.0.0/8,fd00::/8`. */
  QUIRE_IMPORT_NETWORKS: z.preprocess(unset, z.string().default("")).transform(readNetworks),
});

type RawEnv = z.infer<typeof envSchema>;

export interface Env extends RawEnv {
  /** The address people use, without a slash at its end. */
  appUrl: string;
  /** Where cells run, likewise; null when this address has no sandbox site and cells run in an opaque frame. */
  sandboxUrl: string | null;
  /** Folder with the built assets: dist/. */
  distDir: string;
}

/** A setting that cannot be used; its message is one line for the terminal. */
export class EnvError extends Error {}

const isLoopbackName = (host: string) => host === "localhost" || host === "127.0.0.1" || host === "[::1]";

/** The address for people, when no one set it. */
function defaultAppUrl(raw: RawEnv): string {
  const scheme = raw.QUIRE_TLS ? "https" : "http";
  const anyAddress = ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].includes(raw.HOST);
  const host = raw.HOST.includes(":") ? `[${raw.HOST}]` : raw.HOST;
  return new URL(`${scheme}://${anyAddress ? "localhost" : host}:${raw.PORT}`).origin;
}

/** `*.localhost` is this machine in every browser, and another site than `localhost`. */
function defaultSandboxUrl(appUrl: string): string | null {
  const url = new URL(appUrl);
  if (!isLoopbackName(url.hostname)) return null;
  url.hostname = "sandbox.localhost";
  return url.origin;
}

/** Reads and checks all settings. Throws an EnvError that names the first bad one. */
export function readEnv(source: Record<string, string | undefined>): Env {
  const parsed = envSchema.safeParse(source);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "environment");
    throw new EnvError(`${name}="${source[name] ?? ""}" cannot be used: ${issue?.message ?? "invalid"}.`);
  }
  const raw = parsed.data;
  const appUrl = raw.QUIRE_URL ?? defaultAppUrl(raw);
  const sandboxUrl = raw.QUIRE_SANDBOX_URL ?? defaultSandboxUrl(appUrl);
  if (sandboxUrl && new URL(sandboxUrl).origin === new URL(appUrl).origin)
    throw new EnvError(`QUIRE_SANDBOX_URL="${sandboxUrl}" cannot be used: cells must not run on the app's own origin.`);
  return { ...raw, appUrl, sandboxUrl, distDir: path.resolve("dist") };
}
