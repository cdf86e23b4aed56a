import pino, { type Logger } from "pino";
import type { Env } from "./env";

/** Headers and bodies are not logged at all; these are the names under which an error or a careless line could bring a secret. */
export const redact = {
  paths: ["value", "password", "token", "params"].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  censor: "••••",
};

/** JSON lines on standard output. Secrets never reach it. */
export function createLog(env: Pick<Env, "QUIRE_LOG_LEVEL">): Logger {
  return pino({ level: env.QUIRE_LOG_LEVEL, base: undefined, redact, timestamp: pino.stdTimeFunctions.isoTime });
}
