/** Monaco's own worker: word lists, links, diffs. */
import "monaco-editor/editor/editor.worker.js";
