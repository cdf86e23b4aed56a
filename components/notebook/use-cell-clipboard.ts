"use client";
import { useEffect } from "react";
import { placeOf } from "@/components/commands/key-place";
import { cellsFrom, fillClipboard } from "./cell-clipboard";
import type { NotebookSession } from "./notebook-session";

/** Copy, cut and paste as the browser means them: of cells where a cell is selected, of text where text is. */
export function useCellClipboard(session: NotebookSession): void {
  useEffect(() => {
    const { actions, readOnly } = session;
    const isOfCells = () =>
      placeOf(document.activeElement) === "command" &&
      actions.selected.length > 0 &&
      (window.getSelection()?.isCollapsed ?? true);
    const copy = (event: ClipboardEvent) => {
      if (!event.clipboardData || !isOfCells()) return;
      event.preventDefault();
      fillClipboard(event.clipboardData, actions.clips());
      if (event.type === "cut" && !readOnly) actions.delete();
    };
    const paste = (event: ClipboardEvent) => {
      if (!event.clipboardData || readOnly || placeOf(document.activeElement) !== "command") return;
      const cells = cellsFrom(event.clipboardData);
      if (cells.length === 0) return;
      event.preventDefault();
      actions.paste(cells);
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", copy);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", copy);
      document.removeEventListener("paste", paste);
    };
  }, [session]);
}
