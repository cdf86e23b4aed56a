"use client";
import { useState } from "react";
import { useCommands } from "@/components/commands/use-commands";
import type { NotebookRow } from "./notebook-row";
import { nothing, toggled } from "./selection";

/** A row is known by this when a key is pressed in it. */
export const ROW_ATTRIBUTE = "data-notebook-row";

const rowInFocus = (): string | null =>
  document.activeElement?.closest(`[${ROW_ATTRIBUTE}]`)?.getAttribute(ROW_ATTRIBUTE) ?? null;

/** The notebooks that are chosen of those that are listed; what is listed no longer is not chosen either. */
export function useSelection(listed: readonly NotebookRow[]) {
  const [selection, setSelection] = useState(nothing);
  const chosen = listed.filter(({ id }) => selection.ids.has(id));
  const order = listed.map(({ id }) => id);
  const toggle = (id: string, range = false) => setSelection((before) => toggled(before, order, id, range));
  const clear = () => setSelection(nothing);
  const toggleFocused = (range: boolean) => {
    const id = rowInFocus();
    if (id !== null) toggle(id, range);
  };
  useCommands({
    "home.select": () => toggleFocused(false),
    "home.selectRange": () => toggleFocused(true),
    "home.clearSelection": chosen.length > 0 ? clear : undefined,
  });
  return { chosen, isChosen: (id: string) => selection.ids.has(id), toggle, clear };
}

export type NotebookSelection = ReturnType<typeof useSelection>;
