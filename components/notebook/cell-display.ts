import type * as Y from "yjs";
import { setCellSetting } from "@/lib/notebook/edit";
import { type HiddenPart, hiddenSettings, isHidden } from "@/lib/notebook/hidden";
import type { CellList } from "@/lib/notebook/observe";
import { isParameters, PARAMETERS_SETTING } from "@/lib/notebook/parameters";
import type { CellActions } from "./cell-actions";
import type { NotebookUi } from "./notebook-ui";

interface Parts {
  readonly doc: Y.Doc;
  readonly cells: CellList;
  readonly actions: CellActions;
  readonly ui: NotebookUi;
  readonly readOnly: boolean;
}

/** What is said of cells beside their text: which parts are folded away, which holds the parameters. */
export class CellDisplay {
  constructor(
    private readonly parts: Parts,
    private readonly origin: object,
  ) {}

  /** Hides a part of cells for all readers, or shows it. Who may not do that looks for themselves alone. */
  hide(cellIds: readonly string[], part: HiddenPart, hidden: boolean): void {
    const { doc, ui, readOnly } = this.parts;
    for (const id of cellIds) ui.peek(id, readOnly && !hidden);
    if (readOnly) return;
    doc.transact(() => {
      for (const id of cellIds) setCellSetting(doc, id, hiddenSettings[part], hidden || null, this.origin);
    }, this.origin);
  }

  /** The selected cells, as the active one is not. */
  toggle(part: HiddenPart): void {
    const active = this.#cell(this.parts.actions.active);
    if (!active) return;
    const isShown = !isHidden(active, part) || this.parts.ui.getSnapshot().peeked.has(active.id);
    this.hide(this.parts.actions.selected, part, isShown);
  }

  hideAll(part: HiddenPart, hidden: boolean): void {
    const cells = this.parts.cells
      .getSnapshot()
      .filter((cell) => cell.type !== "md" && isHidden(cell, part) !== hidden);
    this.hide(
      cells.map(({ id }) => id),
      part,
      hidden,
    );
  }

  /** Says of a cell that its values are set from outside, or no longer. */
  toggleParameters(cellId: string | null): void {
    const cell = this.#cell(cellId);
    if (cell?.type !== "ts" || this.parts.readOnly) return;
    setCellSetting(this.parts.doc, cell.id, PARAMETERS_SETTING, !isParameters(cell) || null, this.origin);
  }

  #cell(cellId: string | null) {
    return this.parts.cells.getSnapshot().find(({ id }) => id === cellId);
  }
}
