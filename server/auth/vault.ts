import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { QuireError } from "@/lib/protocol/errors";
import type { Env } from "@/server/env";
import { sessionSecret } from "./secret";

type SecretEnv = Pick<Env, "QUIRE_SECRET" | "QUIRE_DATA">;

const VERSION = 1;
const KEY_ID = 8;
const NONCE = 12;
const TAG = 16;

/** Made of the server's secret; `purpose` keeps what is made for one thing from being of use for another. */
const derive = (env: SecretEnv, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", sessionSecret(env), "", `quire vault ${purpose}`, length));

const keyOf = (env: SecretEnv) => derive(env, "key", 32);
/** Tells which secret of the server a box was sealed with, and nothing about it. */
const keyIdOf = (env: SecretEnv) => derive(env, "key id", KEY_ID);

/**
 * Seals a text for the database with AES-256-GCM under a nonce of its own. `place` says what it is and whose: a box that
 * was moved to another row does not open there.
 */
export function seal(env: SecretEnv, place: string, text: string): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", keyOf(env), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), keyIdOf(env), nonce, cipher.getAuthTag(), sealed]);
}

/** Whether the box was sealed with the server's secret as it is now. */
export const opensHere = (env: SecretEnv, box: Uint8Array): boolean =>
  box[0] === VERSION && keyIdOf(env).equals(box.subarray(1, 1 + KEY_ID));

/** `what` names it in the error: a server with another secret than it was sealed with cannot open it. */
export function unseal(env: SecretEnv, place: string, box: Uint8Array, what: string): string {
  if (!opensHere(env, box))
    throw new QuireError(
      "CONFLICT",
      `${what} cannot be read: it was stored while the server had another QUIRE_SECRET. Give the server that one again, or set it anew.`,
    );
  const bytes = Buffer.from(box);
  const nonce = bytes.subarray(1 + KEY_ID, 1 + KEY_ID + NONCE);
  const tag = bytes.subarray(1 + KEY_ID + NONCE, 1 + KEY_ID + NONCE + TAG);
  try {
    const cipher = createDecipheriv("aes-256-gcm", keyOf(env), nonce).setAAD(Buffer.from(place)).setAuthTag(tag);
    return Buffer.concat([cipher.update(bytes.subarray(1 + KEY_ID + NONCE + TAG)), cipher.final()]).toString("utf8");
  } catch (cause) {
    throw new QuireError(
      "CONFLICT",
      `${what} cannot be read: the database holds something else in its place. Set it anew.`,
      {
        cause,
      },
    );
  }
}
