import type { CellOutputs, FileCell, NotebookFile, NotebookOutputs } from "../../notebook-file";
import { hiddenSettings } from "../../hidden";
import { codeHtml } from "./code-html";
import { escapeHtml } from "./escape";
import { markdownHtml } from "./markdown-html";
import { outputHtml } from "./output-html";
import { style } from "./style";

/** Nothing runs and nothing is loaded, whatever a cell put into its outputs. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; font-src data:; form-action 'none'; base-uri 'none'";

/** Folded code stays folded for readers, and out of print. */
function codePart(type: Exclude<FileCell["type"], "md">, { source, settings }: FileCell): string {
  if (source === "") return "";
  const code = `<pre class="code"><code>${codeHtml(source, type)}</code></pre>`;
  if (settings[hiddenSettings.code] !== true) return code;
  const first = source.split("\n").find((line) => line.trim()) ?? "";
  return `<details><summary><code>${escapeHtml(first)}</code></summary>${code}</details>`;
}

function cellHtml(cell: FileCell, outputs: CellOutputs | undefined): string {
  const { id, type, source, settings } = cell;
  const at = `id="cell-${escapeHtml(id.replace(/\s/g, "-"))}"`;
  if (type === "md") return `<section ${at} class="prose">${markdownHtml(source)}</section>`;
  const code = codePart(type, cell);
  const isHidden = settings[hiddenSettings.output] === true;
  const shown = (isHidden ? [] : (outputs?.chunks ?? [])).map(outputHtml).filter((html) => html !== "");
  const caption = outputs?.caption ? `<p class="caption">${escapeHtml(outputs.caption)}</p>` : "";
  const below = shown.length > 0 ? `<div class="outputs">${shown.join("\n")}${caption}</div>` : "";
  return `<section ${at}>${code}${below}</section>`;
}

/** The title, unless the notebook says it itself in its first words. */
function heading(title: string, cells: readonly FileCell[]): string {
  const first = cells[0]?.type === "md" ? /^\s*#\s+(.*)/.exec(cells[0].source)?.[1]?.trim() : undefined;
  return first === title ? "" : `<header><h1>${escapeHtml(title)}</h1></header>`;
}

/** One page with everything in it: for readers, for the archive, for the printer. It has no script and needs none. */
export function writeHtml({ title, cells }: NotebookFile, outputs: NotebookOutputs): string {
  const name = title ?? "Notebook";
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="generator" content="Quire"><title>${escapeHtml(name)}</title>`,
    `<style>${style}</style></head>`,
    `<body><main>${heading(name, cells)}`,
    ...cells.map((cell) => cellHtml(cell, outputs.get(cell.id))),
    "</main></body></html>\n",
  ].join("\n");
}
