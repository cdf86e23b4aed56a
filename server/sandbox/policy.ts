import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { sessionSecret } from "@/server/auth/secret";
import type { Env } from "@/server/env";
import { fetchHostSchema } from "@/server/features/people/fetch-hosts";

/** The hosts that code on the sandbox site may reach. They come with the address, since the site knows no people and no workspaces. */
const hostsSchema = z.array(fetchHostSchema).max(200);

type SecretEnv = Pick<Env, "QUIRE_SECRET" | "QUIRE_DATA">;
export const CLOSED = "none";

/** The path segment that stands for these hosts; only this server can make one. */
export function signPolicy(env: SecretEnv, fetchHosts: readonly string[]): string {
  if (fetchHosts.length === 0) return CLOSED;
  const payload = Buffer.from(JSON.stringify(fetchHosts)).toString("base64url");
  return `${payload}.${mac(env, payload)}`;
}

/** The hosts of a segment; null where this server did not make it. */
export function readPolicy(env: SecretEnv, segment: string): string[] | null {
  if (segment === CLOSED) return [];
  const [payload = "", signature = ""] = segment.split(".");
  const expected = Buffer.from(mac(env, payload));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const hosts = hostsSchema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  return hosts.success ? hosts.data : null;
}

const mac = (env: SecretEnv, payload: string) =>
  createHmac("sha256", `sandbox policy\0${sessionSecret(env)}`)
    .update(payload)
    .digest("base64url");
