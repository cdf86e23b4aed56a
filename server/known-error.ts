import { QuireError } from "@/lib/protocol/errors";

/** What the operating system and PostgreSQL say when nothing more can be written. */
const noSpaceCodes = ["ENOSPC", "EDQUOT", "53100"];
/** PostgreSQL is starting, stopping, or recovering from a crash; or the connection to it, or to a blob store, broke. */
const awayCodes = [
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
];
/** What the driver says of a connection that broke while it was used: it has no code for it. */
const brokenConnection =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;
const unstorableCodes = ["22021", "22P05"];

const textOf = (error: Error, key: "code" | "syscall"): string =>
  String(Object.entries(error).find(([name]) => name === key)?.[1] ?? "");

/** What is not our fault but has a reason that a person should read; null for anything else. */
function reasonOf(error: Error): QuireError | null {
  const code = textOf(error, "code");
  const made = (kind: "NO_SPACE" | "UNAVAILABLE" | "BAD_REQUEST", message: string) =>
    new QuireError(kind, message, { cause: error });
  if (noSpaceCodes.includes(code))
    return made(
      "NO_SPACE",
      "The server's disk is full, so nothing was kept. Free some space on the server and try again.",
    );
  if (awayCodes.includes(code) || textOf(error, "syscall") === "connect" || brokenConnection.test(error.message))
    return made("UNAVAILABLE", "The database or the blob store does not answer. Try again in a moment.");
  if (unstorableCodes.includes(code))
    return made("BAD_REQUEST", "The text contains a character that cannot be stored, such as NUL. Remove it.");
  return null;
}

/** The QuireError that an error is or, wrapped in however many others, comes from; null for a defect of ours. */
export function knownError(error: unknown): QuireError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const known = cause instanceof QuireError ? cause : reasonOf(cause);
    if (known) return known;
  }
  return null;
}
