"use client";
import CloudOff from "lucide-react/icons/cloud-off";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/** That the server cannot store edits for now, and what to do; gone once it can. */
export function StorageNotice() {
  const session = useSession();
  const trouble = useStore(session.collab, (state) => state.trouble);
  const connected = useStore(session.collab, (state) => state.connection === "connected");
  if (trouble === null || !connected) return null;
  return (
    <div role="alert" className="flex items-center gap-3 border-b border-line bg-warn-soft px-4 py-2">
      <CloudOff size={14} aria-hidden className="shrink-0 text-warn" />
      <p className="min-w-0 flex-1">{trouble}</p>
    </div>
  );
}
