import { loadMonaco } from "@/components/editor/monaco";
import { prepareToasts } from "@/components/ui/toast";
import { CollabClient } from "./collab-client";
import { NotebookSession, type SessionOptions } from "./notebook-session";

export interface OpenOptions extends SessionOptions {
  historyId: string;
}

/**
 * Connects, and makes the session once the document is here: before that it looks empty and is not. Tells of the session, or
 * why the server refused; returns what closes it.
 */
export function openNotebook(
  options: OpenOptions,
  tell: (opened: { session: NotebookSession } | { refused: string }) => void,
): () => void {
  const { notebookId, historyId, user } = options;
  const collab = new CollabClient({
    url: `${location.origin.replace(/^http/, "ws")}/sockets/collab`,
    notebookId,
    historyId,
    user,
  });
  // The editor comes over the wire while the document does.
  void loadMonaco().catch(() => undefined);
  prepareToasts();
  let session: NotebookSession | null = null;
  const look = () => {
    const { loaded, closed } = collab.getSnapshot();
    if (session) return;
    if (loaded) tell({ session: (session = new NotebookSession(collab, options)) });
    else if (closed) tell({ refused: closed.message || "The server closed the connection to this notebook." });
  };
  const stop = collab.subscribe(look);
  look();
  return () => {
    stop();
    if (session) session.destroy();
    else collab.destroy();
  };
}
