import { asQuireError } from "@/components/notebook/kernel-host";
import { askAgain } from "@/lib/ask-again";
import { type ErrorCode, QuireError } from "@/lib/protocol/errors";

export const codeOf = (error: unknown): ErrorCode | undefined => (error instanceof QuireError ? error.code : undefined);

/** What time mends, where somebody may have to free some space. */
export const mayPass = (error: unknown): boolean => ["UNAVAILABLE", "NO_SPACE"].includes(codeOf(error) ?? "");

/** Asks a server again, later each time, as long as `again` says so of what went wrong and the signal has not aborted. */
export const patiently = <T>(
  ask: () => Promise<T>,
  again: (error: Error) => boolean,
  signal: AbortSignal,
): Promise<T> =>
  askAgain(
    () =>
      ask().catch((error: unknown) => {
        throw asQuireError(error);
      }),
    (error) => error instanceof Error && again(error),
    { signal },
  );
