"use client";
import { useCommands } from "@/components/commands/use-commands";
import type { EditorAction } from "@/components/editor/session";
import { toast } from "@/components/ui/toast";
import { counted } from "@/lib/format/number";
import type { NotebookSession } from "./notebook-session";

/** The commands that the language service and the formatter answer. */
export function useEditorCommands(session: NotebookSession): void {
  const { actions, editor } = session;
  const act = (action: EditorAction) => () => {
    if (actions.active !== null) editor.act(actions.active, action);
  };
  useCommands({
    "cell.complete": act("editor.action.triggerSuggest"),
    "cell.hover": act("editor.action.showHover"),
    "cell.definition": act("editor.action.revealDefinition"),
    "cell.references": act("editor.action.goToReferences"),
  });
  useCommands(
    session.readOnly
      ? {}
      : {
          "cell.fix": act("editor.action.quickFix"),
          "cell.rename": act("editor.action.rename"),
          "cell.format": () => void format(session, actions.selected),
          "notebook.format": () =>
            void format(
              session,
              session.cells.getSnapshot().map(({ id }) => id),
            ),
        },
  );
}

async function format({ editor }: NotebookSession, cellIds: readonly string[]): Promise<void> {
  const { changed, broken } = await editor.format(cellIds);
  const [first] = broken;
  if (first) {
    const left = `${counted(broken.length, "cell")} ${broken.length === 1 ? "stays" : "stay"} as ${broken.length === 1 ? "it is" : "they are"}`;
    toast.message(`${left}: ${first.reason}`);
  } else if (cellIds.length > 1) {
    toast.message(changed === 0 ? "All cells are formatted already." : `${counted(changed, "cell")} formatted.`);
  }
}
