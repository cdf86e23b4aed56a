import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";

const MINUTE_S = 60;
/** Of one address, whatever it asks for. */
const REQUESTS_BY_IP = 60_000;
/** Wrong keys of one address: nobody needs more, but who guesses. */
const WRONG_KEYS_BY_IP = 60;

export class TooManyRequests extends QuireError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super("TOO_MANY_REQUESTS", message);
  }
}

/** Limits on requests to endpoints, by address and by key. */
class RequestLimits {
  readonly #byIp = new RateLimiterMemory({ points: REQUESTS_BY_IP, duration: MINUTE_S });
  readonly #wrongKeys = new RateLimiterMemory({ points: WRONG_KEYS_BY_IP, duration: MINUTE_S });
  /** A limiter for each size of limit that is in use. */
  readonly #byKey = new Map<number, RateLimiterMemory>();

  async countAddress(ip: string): Promise<void> {
    const wrong = await this.#wrongKeys.get(ip);
    if (wrong && wrong.remainingPoints <= 0) throw tooMany("Too many wrong keys came from this address.", wrong);
    await consume(this.#byIp, ip, "Too many requests came from this address.");
  }

  async countWrongKey(ip: string): Promise<void> {
    await consume(this.#wrongKeys, ip, "Too many wrong keys came from this address.");
  }

  async countKey(keyId: string, requestsPerMinute: number): Promise<void> {
    let limiter = this.#byKey.get(requestsPerMinute);
    if (!limiter) {
      limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: MINUTE_S });
      this.#byKey.set(requestsPerMinute, limiter);
    }
    await consume(limiter, keyId, `This key may make ${requestsPerMinute} requests a minute.`);
  }
}

async function consume(limiter: RateLimiterMemory, key: string, message: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (error instanceof RateLimiterRes) throw tooMany(message, error);
    throw error;
  }
}

function tooMany(message: string, { msBeforeNext }: RateLimiterRes): TooManyRequests {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new TooManyRequests(`${message} Try again in ${seconds} s.`, seconds);
}

const limits = new WeakMap<App["events"], RequestLimits>();

export function requestLimits(app: Pick<App, "events">): RequestLimits {
  const known = limits.get(app.events);
  if (known) return known;
  const made = new RequestLimits();
  limits.set(app.events, made);
  return made;
}
