import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createSecureContext } from "node:tls";
import { generate } from "selfsigned";
import { z } from "zod";
import { StartError } from "./db/open";
import type { Env } from "./env";

const certificateSchema = z.object({ cert: z.string(), key: z.string() });
export type Certificate = z.infer<typeof certificateSchema>;

type TlsEnv = Pick<Env, "QUIRE_TLS" | "QUIRE_DATA" | "appUrl" | "sandboxUrl">;

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** The certificate of the settings: files, or one made on the first start and kept; null for plain HTTP. */
export async function readCertificate(env: TlsEnv): Promise<Certificate | null> {
  if (!env.QUIRE_TLS) return null;
  if (env.QUIRE_TLS === "self-signed") return selfSigned(env);
  const [certFile = "", keyFile = ""] = env.QUIRE_TLS.split(",").map((file) => file.trim());
  try {
    const certificate = { cert: await readFile(certFile, "utf8"), key: await readFile(keyFile, "utf8") };
    // A file that is no certificate, or a key of another one, is found here and not at the first connection.
    createSecureContext(certificate);
    return certificate;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
    throw new StartError(
      `QUIRE_TLS="${env.QUIRE_TLS}" cannot be used: ${reason}. Give a certificate and its key in PEM.`,
    );
  }
}

async function selfSigned(env: TlsEnv): Promise<Certificate> {
  const dir = path.join(env.QUIRE_DATA, "tls");
  // The names it must cover are part of the file's name: another address gets another certificate.
  const names = [env.appUrl, env.sandboxUrl ?? env.appUrl].map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ""));
  const hosts = [...new Set([names[0] ?? "localhost", "localhost", "sandbox.localhost", ...names])];
  const file = path.join(dir, `${hosts.join("+").replace(/[^a-z0-9.+-]/gi, "_")}.json`);
  const kept = parseKept(await readFile(file, "utf8").catch(() => ""));
  if (kept) return kept;
  const made = await generate([{ name: "commonName", value: hosts[0] ?? "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + 2 * YEAR_MS),
    extensions: [{ name: "subjectAltName", altNames: hosts.map(altName) }],
  });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify({ cert: made.cert, key: made.private }), { mode: 0o600 });
  return { cert: made.cert, key: made.private };
}

/** Null for one that is damaged or has run out: then another is made. */
function parseKept(text: string): Certificate | null {
  try {
    const kept = certificateSchema.parse(JSON.parse(text));
    return new Date(new X509Certificate(kept.cert).validTo).getTime() > Date.now() ? kept : null;
  } catch {
    return null;
  }
}

const isIp = (host: string) => /^[\d.]+$/.test(host) || host.includes(":");
const altName = (host: string) => (isIp(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host });
