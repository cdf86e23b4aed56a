"use client";
import { Fragment, useMemo } from "react";
import { readSources } from "@/lib/notebook/doc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { CellDragArea, CellGap } from "./cell-dnd";
import { CellView } from "./cell-view";
import { selectedIds } from "./notebook-ui";
import { hiddenCells } from "./sections";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/** The cells in their one calm column. */
export function NotebookColumn() {
  const session = useSession();
  const cells = useStore(session.cells, (list) => list);
  const collapsed = useStore(session.ui, (state) => state.collapsed);
  const order = useMemo(() => cells.map(({ id }) => id), [cells]);
  // One text for many ids, so that a moved selection draws only the cells that it touches.
  const selection = useStore(session.ui, (state) =>
    state.anchor === state.active ? "" : selectedIds(state, order).join(" "),
  );
  const selected = new Set(selection.split(" "));
  const hidden = collapsed.size > 0 ? hiddenCells(readSources(session.doc), collapsed) : null;
  if (cells.length === 0)
    return (
      <EmptyState
        title="This notebook has no cells"
        hint={session.readOnly ? undefined : "Start with code, or with text. A and B insert more."}
        action={
          !session.readOnly && (
            <>
              <Button variant="primary" onClick={() => session.edit(session.actions.insert("end", "ts"))}>
                Code
              </Button>
              <Button onClick={() => session.edit(session.actions.insert("end", "md"))}>Text</Button>
            </>
          )
        }
      />
    );
  return (
    <CellDragArea>
      <CellGap after={null} place={0} last={false} />
      {cells.map((cell, index) =>
        hidden?.has(cell.id) ? null : (
          <Fragment key={cell.id}>
            <CellView cell={cell} place={index + 1} selected={selected.has(cell.id)} />
            <CellGap after={cell.id} place={index + 1} last={index === cells.length - 1} />
          </Fragment>
        ),
      )}
    </CellDragArea>
  );
}
