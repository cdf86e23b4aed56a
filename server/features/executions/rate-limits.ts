import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { QuireError } from "@/lib/protocol/errors";

/** Far above what a page that sends every 50 ms needs, far below what would hold the server up. */
const limiters = {
  session: new RateLimiterMemory({ points: 60, duration: 60 }),
  begin: new RateLimiterMemory({ points: 1200, duration: 60 }),
  append: new RateLimiterMemory({ points: 600, duration: 10 }),
};

interface RatedCaller {
  userId: string;
  attempt?: { id: string };
}

/** Throws TOO_MANY_REQUESTS when the person has done that too often, or one job: how many a person may have is the ledger's to say. */
export async function limitRate(what: keyof typeof limiters, { userId, attempt }: RatedCaller): Promise<void> {
  try {
    await limiters[what].consume(attempt?.id ?? userId);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new QuireError(
      "TOO_MANY_REQUESTS",
      `Too many results at once. Try again in ${Math.ceil(error.msBeforeNext / 1000)} s.`,
    );
  }
}
