import { ts } from "./compiler";

/** What the grammar alone finds wrong in a module's text. */
export const syntaxDiagnostics = (text: string): readonly ts.Diagnostic[] =>
  ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
    },
  }).diagnostics ?? [];
