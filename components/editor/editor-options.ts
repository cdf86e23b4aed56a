import type { editor } from "monaco-editor";
import { FONT_SIZE, LINE_HEIGHT, PADDING_Y } from "./metrics";
import type { EditorLanguage } from "./static-text";

/** A cell is part of a page: no bars, no numbers, no map, nothing that moves by itself. */
export const editorOptions: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: false,
  fontSize: FONT_SIZE,
  lineHeight: LINE_HEIGHT,
  fontLigatures: false,
  padding: { top: PADDING_Y, bottom: PADDING_Y },
  lineNumbers: "off",
  glyphMargin: false,
  lineDecorationsWidth: 0,
  lineNumbersMinChars: 3,
  folding: true,
  showFoldingControls: "mouseover",
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  scrollBeyondLastColumn: 2,
  scrollbar: {
    vertical: "hidden",
    verticalScrollbarSize: 0,
    horizontal: "auto",
    horizontalScrollbarSize: 6,
    alwaysConsumeMouseWheel: false,
    ignoreHorizontalScrollbarInContentHeight: true,
    useShadows: false,
  },
  stickyScroll: { enabled: false },
  renderLineHighlight: "none",
  renderWhitespace: "none",
  roundedSelection: false,
  guides: { indentation: false, bracketPairs: false },
  bracketPairColorization: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  wordBasedSuggestions: "off",
  suggest: { showWords: false, showSnippets: false },
  // They reach out of the cell. A node in the body would not do: keys pressed in it never reach Monaco.
  fixedOverflowWidgets: true,
  contextmenu: false,
  links: false,
  dragAndDrop: false,
  occurrencesHighlight: "singleFile",
  lightbulb: { enabled: "onCode" as editor.ShowLightbulbIconMode },
  find: { addExtraSpaceOnTop: false, autoFindInSelection: "never" },
  ariaLabel: "Cell",
};

/** Prose wraps; code keeps its lines. */
export const optionsOf = (language: EditorLanguage): editor.IEditorOptions =>
  language === "markdown"
    ? { wordWrap: "on", wrappingStrategy: "advanced", quickSuggestions: false }
    : { wordWrap: "off", wrappingStrategy: "simple", quickSuggestions: true };
