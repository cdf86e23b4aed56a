"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import type { ClosedReason } from "./collab-client";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

const words: Record<ClosedReason, string> = {
  historyChanged:
    "This notebook was restored from an older state while it was open here. What you see is your own copy: it is not saved any more.",
  signedOut: "You are signed out. Sign in again; your last edits are still in this tab.",
  forbidden: "You may not edit this notebook any more.",
  gone: "This notebook was deleted. What you see is the copy in this tab.",
  refused: "The server closed the connection.",
};

/** Why nothing is shared any more, and what to do about it. */
export function ClosedNotice() {
  const session = useSession();
  const closed = useStore(session.collab, (state) => state.closed);
  const trpc = useTRPC();
  const queries = useQueryClient();
  if (!closed) return null;
  const { workspace, notebookId } = session.options;
  const copy = () =>
    session.collab
      .forkCells()
      .map(({ source }) => source)
      .join("\n\n");
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-warn-soft px-4 py-2"
    >
      <p className="min-w-0 flex-1">
        {words[closed.reason]} {closed.reason === "refused" && closed.message}
      </p>
      <CopyButton labelled label="Copy all cells" text={copy} />
      {closed.reason === "signedOut" && (
        <ButtonLink size="sm" href="/signin">
          Sign in
        </ButtonLink>
      )}
      {closed.reason === "historyChanged" && (
        <Button
          size="sm"
          variant="primary"
          onClick={() => void queries.invalidateQueries(trpc.notebooks.get.queryFilter({ workspace, notebookId }))}
        >
          Open what is there now
        </Button>
      )}
      {(closed.reason === "refused" || closed.reason === "forbidden") && (
        <Button size="sm" onClick={() => session.collab.reconnect()}>
          Connect again
        </Button>
      )}
      {closed.reason === "gone" && (
        <ButtonLink size="sm" href={`/w/${workspace}`}>
          Go to the notebooks
        </ButtonLink>
      )}
    </div>
  );
}
