"use client";
import { useEffect } from "react";
import type { NotebookSession } from "./notebook-session";

/** Asks before the tab closes while a cell runs here or edits are not stored: both would be lost. */
export function useLeaveGuard(session: NotebookSession): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      const { saved } = session.collab.getSnapshot();
      const busy = session.cellStates.getSnapshot().running > 0 || session.executions.getSnapshot().sending;
      if (busy || saved !== "saved") event.preventDefault();
    };
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, [session]);
}
