"use client";
import { useMemo } from "react";
import { commandCenter } from "@/components/commands/command-center";
import { CellEditor } from "@/components/editor/cell-editor";
import type { EditorCommand } from "@/components/editor/command";
import type { Cell } from "@/lib/notebook/doc";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

const languages = { ts: "typescript", md: "markdown", sql: "sql" } as const;
const names = { ts: "TypeScript", md: "Markdown", sql: "SQL" } as const;

/** A cell's source, in an editor. */
export function CellCode({ cell }: { cell: Cell }) {
  const session = useSession();
  const editing = useStore(session.ui, (state) => state.active === cell.id && state.editing);
  const lineNumbers = useStore(session.ui, (state) => state.lineNumbers);
  const failure = useStore(session.cellStates, (state) => state.errorOf(cell.id));
  const markers = useMemo(
    () =>
      failure?.line === undefined ? [] : [{ line: failure.line, column: failure.column, message: failure.message }],
    [failure],
  );
  return (
    <div className="rounded-md bg-sunken">
      <CellEditor
        session={session.editor}
        cellId={cell.id}
        text={cell.text}
        language={languages[cell.type]}
        active={editing}
        readOnly={session.readOnly}
        lineNumbers={lineNumbers}
        markers={markers}
        label={`${names[cell.type]} source`}
        onKey={(command) => obey(session, command)}
      />
    </div>
  );
}

/** Keys that the editor takes itself, since only it knows when they are free. */
function obey(session: ReturnType<typeof useSession>, command: EditorCommand): void {
  const { actions } = session;
  switch (command.type) {
    case "commandMode":
      return session.ui.leave();
    case "runAndAdvance":
      return session.runAndAdvance();
    case "run":
      return session.runSelected();
    case "runAndInsert":
      return session.runAndInsert();
    case "split":
      if (actions.active !== null && !session.readOnly) actions.split(actions.active, command.offset);
      return;
    case "leaveUp":
      return actions.selectBy(-1);
    case "leaveDown":
      return actions.selectBy(1);
    case "palette":
      commandCenter.run("help.palette");
  }
}
