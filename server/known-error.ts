import { QuireError } from "@/lib/protocol/errors";

/** PostgreSQL's codes for what is not our fault but has a reason that a person should read. */
const postgresErrors: Record<string, () => QuireError> = {
  "22021": () => new QuireError("BAD_REQUEST", "The text contains a NUL character, which cannot be stored. Remove it."),
  "22P05": () => new QuireError("BAD_REQUEST", "The text contains a character that cannot be stored. Remove it."),
  "53100": () =>
    new QuireError("NO_SPACE", "The server's disk is full. Nothing was saved; free some space and try again."),
  "57P03": () => new QuireError("UNAVAILABLE", "The database is starting. Try again in a moment."),
};

const codeOf = (error: Error): string | undefined =>
  "code" in error && typeof error.code === "string" ? error.code : undefined;

/** The QuireError that an error is or, wrapped in however many others, comes from; null for a defect of ours. */
export function knownError(error: unknown): QuireError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof QuireError) return cause;
    const made = postgresErrors[codeOf(cause) ?? ""]?.();
    if (made) return made;
    if (codeOf(cause) === "ENOSPC") return postgresErrors["53100"]?.() ?? null;
  }
  return null;
}
