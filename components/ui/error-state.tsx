"use client";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "./button";
import { CopyButton } from "./copy-button";

/** What failed, why, and what to do: the message of the error says it, in words. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { message, requestId, offline } = errorText(error);
  return (
    <div role="alert" className="my-6 border-l-2 border-danger py-1 pl-4">
      <p className="font-medium">{offline ? "The server does not answer." : message}</p>
      {offline && (
        <p className="text-muted">
          It may be restarting, or this machine may be offline. Nothing is lost; try again in a moment.
        </p>
      )}
      <div className="mt-2 flex items-center gap-2">
        {onRetry && (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        )}
        {requestId && (
          <span className="flex items-center gap-1 text-xs text-faint">
            Request {requestId} <CopyButton text={requestId} label="Copy the request id" />
          </span>
        )}
      </div>
    </div>
  );
}
