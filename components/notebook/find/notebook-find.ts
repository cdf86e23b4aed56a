import type * as Y from "yjs";
import type { EditorSession, FoundMark } from "@/components/editor/session";
import { toast } from "@/components/ui/toast";
import { counted } from "@/lib/format/number";
import type { CellActions } from "../cell-actions";
import { FindStore, type Match, type Replaced } from "./find-store";

interface Parts {
  readonly doc: Y.Doc;
  readonly editor: EditorSession;
  readonly actions: CellActions;
  readonly readOnly: boolean;
  reveal(cellId: string, edit: boolean): void;
}

/** A search lets so many frames pass until the match it goes to is on the page: its cell may only now get an editor. */
const FRAMES = 30;

/** Find and replace on the page of a notebook: marks in the editors, the way to a match and back. */
export class NotebookFind {
  readonly store: FindStore;

  constructor(private readonly parts: Parts) {
    this.store = new FindStore({
      doc: parts.doc,
      applyEdits: (edits) => parts.editor.applyEdits(edits),
      paint: (matches, current) => parts.editor.markFound(byCell(matches, current)),
      show: (match) => this.#show(match),
      begin: () => parts.actions.active,
      tell: (replaced) => this.#tell(replaced),
    });
  }

  /** What is selected is what one looks for. */
  open(replacing: boolean): void {
    const { active } = this.parts.actions;
    const seed = active === null ? "" : this.parts.editor.selectedText(active);
    this.store.open(replacing && !this.parts.readOnly, seed.includes("\n") ? "" : seed);
  }

  /** The match that was shown last gets the caret. */
  close(): void {
    const { editor, actions, readOnly } = this.parts;
    const match = this.store.current;
    this.store.close();
    if (match && !readOnly) return editor.reveal(match.cellId, match);
    const cellId = match?.cellId ?? actions.active;
    if (cellId !== null) this.parts.reveal(cellId, false);
  }

  destroy(): void {
    this.store.destroy();
  }

  /** First the cell, then the place in it. */
  #show({ cellId }: Match): void {
    this.parts.reveal(cellId, false);
    let frames = 0;
    const look = () => {
      const mark = document.querySelector(".quire-found-current");
      if (mark) mark.scrollIntoView({ block: "nearest" });
      else if (++frames < FRAMES) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  /** Taken back whatever is done after it. */
  #tell({ matches, cells, left }: Replaced): void {
    const others =
      left > 0 ? ` ${counted(left, "cell")} that someone edited at that moment ${left === 1 ? "stays" : "stay"}.` : "";
    if (cells.length === 0) return toast.message(`Nothing was replaced.${others}`);
    const said = `${counted(matches, "match", "matches")} replaced in ${counted(cells.length, "cell")}.${others}`;
    const step = this.parts.actions.lastStep;
    toast.undo(said, () => this.parts.actions.takeBack(step));
  }
}

function byCell(matches: readonly Match[], current: Match | null): Map<string, FoundMark[]> {
  const found = new Map<string, FoundMark[]>();
  for (const match of matches) {
    const marks = found.get(match.cellId) ?? [];
    marks.push({ start: match.start, length: match.length, current: match === current });
    found.set(match.cellId, marks);
  }
  return found;
}
