import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { generate } from "selfsigned";
import { StartError } from "./db/open";
import type { Env } from "./env";

export interface Certificate {
  cert: string;
  key: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** The certificate of the settings: files, or one made on the first start and kept; null for plain HTTP. */
export async function readCertificate(env: Env): Promise<Certificate | null> {
  if (!env.QUIRE_TLS) return null;
  if (env.QUIRE_TLS === "self-signed") return selfSigned(env);
  const [certFile = "", keyFile = ""] = env.QUIRE_TLS.split(",");
  try {
    return { cert: await readFile(certFile, "utf8"), key: await readFile(keyFile, "utf8") };
  } catch (error) {
    throw new StartError(
      `QUIRE_TLS="${env.QUIRE_TLS}" cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function selfSigned(env: Env): Promise<Certificate> {
  const dir = path.join(env.QUIRE_DATA, "tls");
  // The names it must cover are part of the file's name: another address gets another certificate.
  const hosts = [
    ...new Set([
      new URL(env.appUrl).hostname,
      "localhost",
      "sandbox.localhost",
      ...(env.sandboxUrl ? [new URL(env.sandboxUrl).hostname] : []),
    ]),
  ];
  const file = path.join(dir, `${hosts.join("+").replace(/[^a-z0-9.+-]/gi, "_")}.json`);
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept) return parseCertificate(kept);
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

const parseCertificate = (text: string): Certificate => JSON.parse(text) as Certificate;

const isIp = (host: string) => /^[\d.]+$/.test(host) || host.includes(":");
const altName = (host: string) => (isIp(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host });
