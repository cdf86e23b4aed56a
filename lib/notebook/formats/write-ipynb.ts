import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";
import { hiddenSettings } from "../hidden";
import type { CellOutputs, FileCell, NotebookFile, NotebookOutputs } from "../notebook-file";
import { chunkText, consoleText, progressText } from "./output-text";
import { loneSurrogates } from "./percent-escapes";

/** Each line with its end, as Jupyter writes texts: so a change of a line is a change of a line. */
const linesOf = (text: string): string[] => [...(text.match(/[^\n]*\n|[^\n]+$/g) ?? [])];

/** nbformat wants strings for what is text, JSON for what is JSON. */
function mimeData(bundle: MimeBundle): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]): [string, unknown] => {
      if (typeof value !== "string") return /[/+]json$/.test(mime) ? [mime, value] : [mime, JSON.stringify(value)];
      return [mime, mime.startsWith("image/") && mime !== "image/svg+xml" ? value : linesOf(value)];
    }),
  );
}

const stream = (name: "stdout" | "stderr", text: string) => ({ output_type: "stream", name, text: linesOf(text) });

function outputOf(chunk: OutputChunk, count: number | null): object {
  switch (chunk.kind) {
    case "result":
      return { output_type: "execute_result", execution_count: count, data: mimeData(chunk.bundle), metadata: {} };
    case "display":
      return { output_type: "display_data", data: mimeData(chunk.bundle), metadata: {} };
    case "progress":
      return { output_type: "display_data", data: { "text/plain": [progressText(chunk)] }, metadata: {} };
    case "console": {
      const level = chunk.level === "warn" || chunk.level === "error" ? "stderr" : "stdout";
      return stream(level, consoleText(chunk.bundles));
    }
    case "error": {
      const { name, message, stack } = chunk.error;
      return { output_type: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`, ...stack] };
    }
    default:
      return stream("stderr", chunkText(chunk));
  }
}

/** Ids that nbformat allows are kept; another one is kept beside. */
function cellId(id: string, index: number): { id: string; own?: string } {
  return /^[a-zA-Z0-9-_]{1,64}$/.test(id) ? { id } : { id: `cell-${index}`, own: id };
}

function cellOf(cell: FileCell, index: number, outputs: CellOutputs | undefined): object {
  const { id, own } = cellId(cell.id, index);
  const { parameters } = cell.settings;
  const quire = {
    ...(own !== undefined && { id: own }),
    ...(cell.type === "sql" && { type: cell.type }),
    ...(Object.keys(cell.settings).length > 0 && { settings: cell.settings }),
  };
  const jupyter = {
    ...(cell.settings[hiddenSettings.code] === true && { source_hidden: true }),
    ...(cell.settings[hiddenSettings.output] === true && { outputs_hidden: true }),
  };
  const metadata = {
    ...(Object.keys(jupyter).length > 0 && { jupyter }),
    ...(parameters === true && { tags: ["parameters"] }),
    ...(cell.type === "sql" && { vscode: { languageId: "sql" } }),
    ...(Object.keys(quire).length > 0 && { quire }),
  };
  const common = { id, metadata, source: linesOf(cell.source) };
  if (cell.type === "md") return { cell_type: "markdown", ...common };
  const count = outputs?.number ?? null;
  const shown = (outputs?.chunks ?? []).map((chunk) => outputOf(chunk, count));
  return { cell_type: "code", ...common, execution_count: count, outputs: shown };
}

/**
 * Jupyter's own format, 4.5, with the outputs in all their forms. It names Deno's kernel, the one for TypeScript that people
 * have; what only we know lies under `metadata.quire`.
 */
export function writeIpynb({ title, cells, meta }: NotebookFile, outputs: NotebookOutputs): string {
  const file = {
    cells: cells.map((cell, index) => cellOf(cell, index, outputs.get(cell.id))),
    metadata: {
      ...(title !== null && { title }),
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/x.typescript" },
      quire: { meta },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const text = JSON.stringify(file, null, 1);
  // Escapes of half characters are JSON, but not what Python writes to a file.
  return `${text.replace(/\\ud[89a-f][0-9a-f]{2}/g, "\\ufffd").replace(loneSurrogates, "\ufffd")}\n`;
}
