import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

const MINUTE = 60;

/**
 * Slows down guessing of passwords. Each attempt is counted before the password is looked at, so that attempts at the same
 * time count too; a successful one is given back.
 */
export class SignInLimiter {
  readonly #pair = new RateLimiterMemory({ points: 10, duration: 15 * MINUTE });
  readonly #email = new RateLimiterMemory({ points: 60, duration: 60 * MINUTE });
  readonly #ip = new RateLimiterMemory({ points: 100, duration: 15 * MINUTE });

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
