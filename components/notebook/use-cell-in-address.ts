"use client";
import { useEffect } from "react";
import { cellInAddress } from "./cell-address";
import type { NotebookSession } from "./notebook-session";

/** `#cell-ID` in the address opens the notebook at that cell: so a search leads to what it found. */
export function useCellInAddress(session: NotebookSession): void {
  useEffect(() => {
    const go = () => {
      const id = cellInAddress(location.hash);
      if (session.cells.getSnapshot().some((cell) => cell.id === id)) session.reveal(id, false);
    };
    go();
    window.addEventListener("hashchange", go);
    return () => window.removeEventListener("hashchange", go);
  }, [session]);
}
