import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/trpc/root";

export interface ErrorText {
  message: string;
  /** Names the server's log line. */
  requestId?: string;
  /** No answer came at all. */
  offline: boolean;
  code?: string;
}

const isOurs = (error: unknown): error is TRPCClientError<AppRouter> => error instanceof TRPCClientError;

/** What to tell the person about any failure. */
export function errorText(error: unknown): ErrorText {
  if (isOurs(error)) {
    if (!error.data) return { message: error.message, offline: true };
    const issue = error.data.issues?.[0];
    return {
      message: issue ? `${issue.path ? `${issue.path}: ` : ""}${issue.message}` : error.message,
      requestId: error.data.code === "INTERNAL_SERVER_ERROR" ? error.data.requestId : undefined,
      offline: false,
      code: error.data.quireCode ?? error.data.code,
    };
  }
  return { message: error instanceof Error ? error.message : String(error), offline: false };
}
