import type * as MonacoModule from "monaco-editor/editor";

export type Monaco = typeof MonacoModule;
