"use client";
import { useCallback, useRef, useSyncExternalStore } from "react";
import { type CellSource, readSources } from "@/lib/notebook/doc";
import { observeCells } from "@/lib/notebook/observe";
import type { NotebookSession } from "./notebook-session";

/** The cells with their texts, for the contents; read again a moment after a text cell or the order has changed. */
export function useOutlineCells(session: NotebookSession): readonly CellSource[] {
  const cells = useRef<readonly CellSource[] | null>(null);
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = observeCells(session.doc, () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          cells.current = null;
          listener();
        }, 150);
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
    [session],
  );
  const get = () => (cells.current ??= readSources(session.doc));
  return useSyncExternalStore(subscribe, get, get);
}
