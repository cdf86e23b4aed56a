"use client";
import { useCommands } from "@/components/commands/use-commands";
import { toast } from "@/components/ui/toast";
import type { NotebookSession } from "./notebook-session";
import { useCellClipboard } from "./use-cell-clipboard";
import { useEditorCommands } from "./use-editor-commands";

/** Joins the table of commands to the open notebook. Viewers get what changes nothing. */
export function useNotebookCommands(session: NotebookSession, toggleContents: () => void): void {
  const { actions, ui } = session;
  useEditorCommands(session);
  useCellClipboard(session);
  useCommands({
    "select.previous": () => actions.selectBy(-1),
    "select.next": () => actions.selectBy(1),
    "select.extendUp": () => actions.selectBy(-1, true),
    "select.extendDown": () => actions.selectBy(1, true),
    "section.collapse": () => actions.foldSection(true),
    "section.expand": () => actions.foldSection(false),
    "cell.copy": () => session.copyCells(),
    "select.all": () => actions.selectAll(),
    "select.nextProblem": () => session.goToProblem(1),
    "select.previousProblem": () => session.goToProblem(-1),
    "find.open": () => session.find.open(false),
    "find.next": () => session.find.store.go(1),
    "find.previous": () => session.find.store.go(-1),
    "cell.hideCode": () => session.display.toggle("code"),
    "cell.hideOutput": () => session.display.toggle("output"),
    "view.stateMap": () => ui.toggle("stateMap"),
    "view.variables": () => ui.togglePanel("variables"),
    "cell.leave": () => ui.leave(),
    "view.history": () => ui.togglePanel("history"),
    "view.lineNumbers": () => ui.toggle("lineNumbers"),
    "view.contents": toggleContents,
  });
  const writing = !session.readOnly;
  useCommands(
    writing
      ? {
          "run.advance": () => session.runAndAdvance(),
          "run.stay": () => session.runSelected(),
          "run.insert": () => session.runAndInsert(),
          "run.all": () => session.runAll(),
          "run.above": () => session.runAbove(actions.active),
          "run.stale": () => session.runStale(),
          "kernel.interrupt": () => session.interrupt(),
          "kernel.restart": () => session.restart(),
          "kernel.own": () => session.kernels.choose("own"),
          "kernel.shared": () => void session.kernels.share(),
          "cell.edit": () => session.edit(actions.active),
          "cell.insertAbove": () => actions.insertBeside("above"),
          "cell.insertBelow": () => actions.insertBeside("below"),
          "cell.delete": () => session.deleteCells(actions.selected),
          "cell.undo": () => actions.undo(),
          "cell.redo": () => actions.redo(),
          "cell.cut": () => session.cutCells(),
          "cell.paste": () => void session.pasteCells(),
          "cell.parameters": () => session.display.toggleParameters(actions.active),
          "find.replace": () => session.find.open(true),
          "view.hideAllCode": () => session.display.hideAll("code", true),
          "view.showAllCode": () => session.display.hideAll("code", false),
          "view.hideAllOutputs": () => session.display.hideAll("output", true),
          "view.showAllOutputs": () => session.display.hideAll("output", false),
          "cell.duplicate": () => actions.duplicate(),
          "cell.toMarkdown": () => actions.setType("md"),
          "cell.toCode": () => actions.setType("ts"),
          "cell.toSql": () => actions.setType("sql"),
          "cell.heading1": () => actions.heading(1),
          "cell.heading2": () => actions.heading(2),
          "cell.heading3": () => actions.heading(3),
          "cell.heading4": () => actions.heading(4),
          "cell.heading5": () => actions.heading(5),
          "cell.heading6": () => actions.heading(6),
          "cell.merge": () => actions.merge(),
          "cell.moveUp": () => actions.move(-1),
          "cell.moveDown": () => actions.move(1),
          "notebook.saved": () =>
            toast.message(
              session.collab.getSnapshot().saved === "saved"
                ? "All is saved: every edit is stored as you make it."
                : "The last edits are on their way to the server.",
            ),
        }
      : {},
  );
}
