import type { Cell } from "./doc";

/** What of a cell is folded away. For all readers: it is how the notebook wants to be read, so it lies in the document. */
export const hiddenSettings = { code: "hideCode", output: "hideOutput" } as const;
export type HiddenPart = keyof typeof hiddenSettings;

export const isHidden = (cell: Pick<Cell, "settings">, part: HiddenPart): boolean =>
  cell.settings?.get(hiddenSettings[part]) === true;
