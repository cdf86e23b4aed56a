import type { editor } from "monaco-editor";
import type { Monaco } from "./monaco-type";

/** Colours come from the page's own variables (app/globals.css), so that code looks alike everywhere. */
type Read = (variable: string, alpha?: number) => string;

/** A variable's colour as Monaco takes it: `#rrggbbaa`, whatever notation the page uses. */
function reader(): Read {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const style = getComputedStyle(document.documentElement);
  return (variable, alpha = 1) => {
    if (!context) return "#808080";
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = "#808080";
    context.fillStyle = style.getPropertyValue(variable).trim();
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 255] = context.getImageData(0, 0, 1, 1).data;
    return `#${[r, g, b, Math.round(a * alpha)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  };
}

const tokens = (read: Read): editor.ITokenThemeRule[] =>
  Object.entries({
    "": "--ink",
    comment: "--code-comment",
    keyword: "--code-keyword",
    string: "--code-string",
    regexp: "--code-string",
    number: "--code-number",
    type: "--code-type",
    "type.identifier": "--code-type",
    identifier: "--ink",
    delimiter: "--muted",
    "keyword.md": "--code-keyword",
    "string.link.md": "--accent",
    "variable.md": "--code-function",
    predefined: "--code-function",
    operator: "--muted",
    // The base theme is loud about these, and by longer names than ours.
    "predefined.sql": "--code-function",
    "operator.sql": "--muted",
    "string.sql": "--code-string",
  }).map(([token, variable]) => ({ token, foreground: read(variable).slice(1, 7) }));

const surfaces = (read: Read): editor.IColors => ({
  // The cell's own ground shows through.
  "editor.background": read("--page", 0),
  "editorGutter.background": read("--page", 0),
  "editor.foreground": read("--ink"),
  "editorLineNumber.foreground": read("--faint"),
  "editorLineNumber.activeForeground": read("--muted"),
  "editorCursor.foreground": read("--accent"),
  "editor.selectionBackground": read("--selection"),
  "editor.inactiveSelectionBackground": read("--selection", 0.5),
  "editor.selectionHighlightBackground": read("--selection", 0.5),
  "editor.wordHighlightBackground": read("--selection", 0.45),
  "editor.wordHighlightStrongBackground": read("--selection", 0.7),
  "editor.findMatchBackground": read("--amber", 0.45),
  "editor.findMatchHighlightBackground": read("--amber", 0.22),
  "editorBracketMatch.background": read("--selection", 0.6),
  "editorBracketMatch.border": read("--line", 0),
  "editorError.foreground": read("--danger"),
  "editorWarning.foreground": read("--warn"),
  "editorWidget.background": read("--raised"),
  "editorWidget.foreground": read("--ink"),
  "editorWidget.border": read("--line"),
  "editorHoverWidget.background": read("--raised"),
  "editorHoverWidget.border": read("--line"),
  "editorHoverWidget.statusBarBackground": read("--sunken"),
  "editorSuggestWidget.background": read("--raised"),
  "editorSuggestWidget.border": read("--line"),
  "editorSuggestWidget.foreground": read("--ink"),
  "editorSuggestWidget.selectedBackground": read("--accent-soft"),
  "editorSuggestWidget.selectedForeground": read("--ink"),
  "editorSuggestWidget.highlightForeground": read("--accent"),
  "editorSuggestWidget.focusHighlightForeground": read("--accent"),
  "list.hoverBackground": read("--hover"),
  "list.activeSelectionBackground": read("--accent-soft"),
  "list.activeSelectionForeground": read("--ink"),
  "list.highlightForeground": read("--accent"),
  "input.background": read("--page"),
  "input.foreground": read("--ink"),
  "input.border": read("--line-strong"),
  "inputOption.activeBackground": read("--accent-soft"),
  "inputOption.activeForeground": read("--ink"),
  focusBorder: read("--accent"),
  "widget.border": read("--line"),
  "widget.shadow": read("--ink", 0.12),
  "peekView.border": read("--accent"),
  "peekViewEditor.background": read("--sunken"),
  "peekViewResult.background": read("--raised"),
  "peekViewTitle.background": read("--raised"),
  "textLink.foreground": read("--accent"),
  "scrollbarSlider.background": read("--line-strong", 0.5),
  "scrollbarSlider.hoverBackground": read("--line-strong", 0.8),
  "editorLink.activeForeground": read("--accent"),
});

const isDark = (): boolean => getComputedStyle(document.documentElement).colorScheme === "dark";

function applyTheme(monaco: Monaco): void {
  const read = reader();
  const name = isDark() ? "quire-dark" : "quire-light";
  monaco.editor.defineTheme(name, {
    base: isDark() ? "vs-dark" : "vs",
    inherit: true,
    rules: tokens(read),
    colors: surfaces(read),
  });
  monaco.editor.setTheme(name);
}

const listeners = new Set<() => void>();

/** Tells when the page's theme has changed and Monaco wears it. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Puts the page's theme on Monaco, now and whenever it changes. */
export function followTheme(monaco: Monaco): void {
  let dark = isDark();
  applyTheme(monaco);
  const look = () => {
    if (isDark() === dark) return;
    dark = isDark();
    applyTheme(monaco);
    for (const listener of listeners) listener();
  };
  new MutationObserver(look).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["class", "data-theme", "style"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
}
