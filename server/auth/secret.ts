import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Env } from "@/server/env";

const readExisting = (file: string): string | null => {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
};

/** What signs session cookies: the setting, or one made on the first start and kept in the data folder for its owner only. */
export function sessionSecret(env: Pick<Env, "QUIRE_SECRET" | "QUIRE_DATA">): string {
  if (env.QUIRE_SECRET) return env.QUIRE_SECRET;
  const file = path.join(env.QUIRE_DATA, "session-secret");
  const existing = readExisting(file);
  if (existing) return existing;
  const made = randomBytes(32).toString("base64url");
  mkdirSync(env.QUIRE_DATA, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  return made;
}
