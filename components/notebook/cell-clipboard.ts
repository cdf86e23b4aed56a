import type { CellType } from "@/lib/notebook/doc";

export interface CopiedCell {
  type: CellType;
  source: string;
}

/** Cells cut or copied in this tab; they outlive the notebook page, so cells go from one notebook to another. */
let copied: readonly CopiedCell[] = [];

export const copyCells = (cells: readonly CopiedCell[]): void => {
  copied = cells;
};

export const copiedCells = (): readonly CopiedCell[] => copied;
