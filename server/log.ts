import pino, { type Logger } from "pino";
import type { Env } from "./env";

/** JSON lines on standard output. Secrets never reach it: headers and bodies are not logged at all. */
export function createLog(env: Pick<Env, "QUIRE_LOG_LEVEL">): Logger {
  return pino({ level: env.QUIRE_LOG_LEVEL, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
}
