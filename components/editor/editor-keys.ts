import type { editor } from "monaco-editor";
import type { EditorCommand } from "./command";
import type { Monaco } from "./monaco-type";

/** Widgets that take these keys first while they are open. */
const noWidget = [
  "suggestWidgetVisible",
  "findWidgetVisible",
  "parameterHintsVisible",
  "renameInputVisible",
  "inSnippetMode",
  "markersNavigationVisible",
  "referenceSearchVisible",
  "messageVisible",
  "hasOtherSuggestions",
  "codeActionMenuVisible",
]
  .map((key) => `!${key}`)
  .join(" && ");
const typing = "editorTextFocus && !renameInputVisible";
const plain = `${typing} && ${noWidget} && !editorHasSelection && !editorHasMultipleSelections`;

/** Keys that speak to the notebook. They are actions of one editor: Monaco's commands would be those of all. */
export function addEditorKeys(
  monaco: Monaco,
  target: editor.IStandaloneCodeEditor,
  onCommand: (command: EditorCommand) => void,
): void {
  const { KeyMod: M, KeyCode: K } = monaco;
  const add = (id: string, label: string, keybinding: number, when: string, command: () => EditorCommand) =>
    target.addAction({
      id: `quire.${id}`,
      label,
      keybindings: [keybinding],
      keybindingContext: when,
      run: () => onCommand(command()),
    });

  add("commandMode", "Leave the editor", K.Escape, `${typing} && ${noWidget} && !editorHasMultipleSelections`, () => ({
    type: "commandMode",
  }));
  add("runAndAdvance", "Run the cell and go to the next", M.Shift | K.Enter, typing, () => ({ type: "runAndAdvance" }));
  add("run", "Run the cell", M.CtrlCmd | K.Enter, typing, () => ({ type: "run" }));
  add("runAndInsert", "Run the cell and insert one below", M.Alt | K.Enter, `${typing} && !findWidgetVisible`, () => ({
    type: "runAndInsert",
  }));
  add("split", "Split the cell", M.CtrlCmd | M.Shift | K.Minus, typing, () => ({
    type: "split",
    offset: caretOffset(target),
  }));
  add("palette", "Commands", M.CtrlCmd | M.Shift | K.KeyC, typing, () => ({ type: "palette" }));
  add("leaveUp", "To the cell above", K.UpArrow, `${plain} && quireAtTop`, () => ({ type: "leaveUp" }));
  add("leaveDown", "To the cell below", K.DownArrow, `${plain} && quireAtBottom`, () => ({ type: "leaveDown" }));
  const ask = (id: string, label: string, keybinding: number, when: string, action: string) =>
    target.addAction({
      id: `quire.${id}`,
      label,
      keybindings: [keybinding],
      keybindingContext: `${plain} && editorLangId != markdown && ${when}`,
      run: () => target.trigger("quire", action, null),
    });
  ask("complete", "Complete", K.Tab, "quireAfterName", "editor.action.triggerSuggest");
  ask("hover", "Say what it is", M.Shift | K.Tab, "quireInLine", "editor.action.showHover");
  trackEdges(target);
  trackLine(target);
}

function caretOffset(target: editor.ICodeEditor): number {
  const position = target.getPosition();
  return position ? (target.getModel()?.getOffsetAt(position) ?? 0) : 0;
}

/** Whether a name or a point stands before the caret, and whether anything but space does: elsewhere Tab indents. */
function trackLine(target: editor.IStandaloneCodeEditor): void {
  const afterName = target.createContextKey<boolean>("quireAfterName", false);
  const inLine = target.createContextKey<boolean>("quireInLine", false);
  const look = () => {
    const position = target.getPosition();
    const before =
      position &&
      target
        .getModel()
        ?.getLineContent(position.lineNumber)
        .slice(0, position.column - 1);
    afterName.set(/[\p{L}\p{N}_$.]$/u.test(before ?? ""));
    inLine.set((before ?? "").trim() !== "");
  };
  target.onDidChangeCursorPosition(look);
  target.onDidChangeModelContent(look);
  target.onDidChangeModel(look);
}

/** Whether the caret is on the first or the last line as it is wrapped. */
function trackEdges(target: editor.IStandaloneCodeEditor): void {
  const atTop = target.createContextKey<boolean>("quireAtTop", false);
  const atBottom = target.createContextKey<boolean>("quireAtBottom", false);
  const look = () => {
    const [position, model] = [target.getPosition(), target.getModel()];
    if (!position || !model) return;
    const last = model.getLineCount();
    const top = target.getTopForPosition(position.lineNumber, position.column);
    atTop.set(top === target.getTopForPosition(1, 1));
    atBottom.set(top === target.getTopForPosition(last, model.getLineMaxColumn(last)));
  };
  target.onDidChangeCursorPosition(look);
  target.onDidChangeModelContent(look);
  target.onDidChangeModel(look);
}
