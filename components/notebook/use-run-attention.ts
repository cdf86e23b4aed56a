"use client";
import { useEffect } from "react";
import type { NotebookSession } from "./notebook-session";
import { RunAttention, ScreenLock } from "./run-attention";

/** Keeps the machine awake while a cell runs here; tells of long cells that end in a hidden tab, by notification where allowed. */
export function useRunAttention(session: NotebookSession, title: string): void {
  useEffect(() => {
    const lock = new ScreenLock();
    const plain = `${title} · Quire`;
    const seen = () => {
      if (!document.hidden) document.title = plain;
    };
    const attention = new RunAttention({
      states: session.cellStates,
      cellIds: () => session.cells.getSnapshot().map(({ id }) => id),
      isHidden: () => document.hidden,
      tell: (words) => {
        document.title = `${words} · ${plain}`;
        if ("Notification" in window && Notification.permission === "granted")
          new Notification(words, { body: title, tag: session.options.notebookId });
      },
      keepAwake: lock.set,
    });
    document.title = plain;
    document.addEventListener("visibilitychange", seen);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      attention.destroy();
      lock.destroy();
    };
  }, [session, title]);
}
