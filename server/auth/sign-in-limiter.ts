import { createHash } from "node:crypto";
import { lt } from "drizzle-orm";
import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import type { Database } from "@/server/db/database";
import { signInAttempts } from "@/server/db/schema/auth";

const MINUTE = 60;

/**
 * Slows down guessing of passwords. Each attempt is counted before the password is looked at, so that attempts at the same
 * time count too; a successful one is given back. The counts lie in the database: a restart forgives nothing.
 */
export class SignInLimiter {
  readonly #pair: RateLimiterDrizzle;
  readonly #email: RateLimiterDrizzle;
  readonly #ip: RateLimiterDrizzle;

  constructor(db: Database) {
    const limiter = (keyPrefix: string, points: number, minutes: number) =>
      new RateLimiterDrizzle({
        storeClient: db,
        schema: signInAttempts,
        keyPrefix,
        points,
        duration: minutes * MINUTE,
        // Its timer cannot be stopped; ours can (`forgetExpiredAttempts`).
        clearExpiredByTimeout: false,
      });
    this.#pair = limiter("pair", 10, 15);
    this.#email = limiter("email", 60, 60);
    this.#ip = limiter("ip", 100, 15);
  }

  /** Resolves to null, or to the seconds to wait. */
  async attempt(email: string, ip: string): Promise<number | null> {
    const keys = keysOf(email, ip);
    try {
      await this.#ip.consume(keys.ip);
      await this.#pair.consume(keys.pair);
      await this.#email.consume(keys.email);
      return null;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw refusal;
    }
  }

  async succeeded(email: string, ip: string): Promise<void> {
    const keys = keysOf(email, ip);
    await Promise.all([this.#pair.delete(keys.pair), this.#email.reward(keys.email), this.#ip.reward(keys.ip)]);
  }
}

/** Hashed, so that a megabyte sent as an email is not kept. */
function keysOf(email: string, ip: string) {
  const hashed = createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");
  return { email: hashed, ip, pair: `${hashed} ${ip}` };
}

/** For the daily round: counts that no longer matter. */
export async function forgetExpiredAttempts(db: Database, now: Date): Promise<{ forgotten: number }> {
  const { rowCount } = await db.delete(signInAttempts).where(lt(signInAttempts.expire, now));
  return { forgotten: rowCount ?? 0 };
}
