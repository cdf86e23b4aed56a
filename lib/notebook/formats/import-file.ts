import { QuireError } from "@/lib/protocol/errors";
import { readMarkdown } from "./markdown";
import { parsePercent } from "./percent";
import { isHeader } from "./percent-escapes";
import type { ReadFile } from "./read-file";
import { readIpynb } from "./read-ipynb";

export const MAX_CELLS = 10_000;
/** Of one cell: an editor can still hold it. */
export const MAX_CELL_LENGTH = 4_000_000;

const unprocessable = (message: string) => new QuireError("UNPROCESSABLE", message);

/** The format by what is in the file, its name only where that says nothing: files get renamed. */
function readerOf(name: string, text: string): (text: string, makeId: () => string) => ReadFile {
  if (text.includes("\0") || text.slice(0, 4000).split("\ufffd").length > 20)
    throw unprocessable(`“${name}” is no text, so it is no notebook, whatever its name says.`);
  if (text.trim() === "") throw unprocessable(`“${name}” is empty.`);
  const lower = name.toLowerCase();
  const isJson = /^\s*\{/.test(text.replace(/^\ufeff/, "")) && /"nbformat"\s*:/.test(text);
  if (isJson || lower.endsWith(".ipynb")) return readIpynb;
  if (text.split(/\r?\n/).some((line) => isHeader(line.replace(/^\ufeff/, "")))) return readPercent;
  if (/\.(md|markdown)$/.test(lower)) return readMarkdown;
  if (/\.[mc]?[jt]s$/.test(lower))
    throw unprocessable(
      `“${name}” has no cells: each begins with a line “// %%”. Put one at its start to import it as a notebook.`,
    );
  throw unprocessable(`“${name}” is no notebook that can be read. Import .nb.ts, .ipynb or .md.`);
}

const readPercent = (text: string, makeId: () => string): ReadFile => {
  const { title, cells, meta } = parsePercent(text, makeId);
  return { notebook: { title, cells, meta }, notes: [] };
};

const titleFrom = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? name)
    .replace(/\.(nb\.ts|[mc]?[jt]s|ipynb|md|markdown)$/i, "")
    .replace(/[\s\0]+/g, " ")
    .trim() || "Imported notebook";

/** Reads a notebook of any format; one without a title gets its file's name. */
export function importFile(
  name: string,
  text: string,
  makeId: () => string,
): ReadFile & { notebook: { title: string } } {
  const { notebook, notes } = readerOf(name, text)(text, makeId);
  if (notebook.cells.length > MAX_CELLS)
    throw new QuireError(
      "TOO_LARGE",
      `“${name}” has ${notebook.cells.length} cells; a notebook holds at most ${MAX_CELLS}. Split it.`,
    );
  const large = notebook.cells.findIndex(({ source }) => source.length > MAX_CELL_LENGTH);
  if (large >= 0)
    throw new QuireError(
      "TOO_LARGE",
      `Cell ${large + 1} of “${name}” has ${notebook.cells[large]?.source.length} characters; a cell holds at most ${MAX_CELL_LENGTH}. Put its data into a dataset.`,
    );
  return { notebook: { ...notebook, title: (notebook.title?.trim() || titleFrom(name)).slice(0, 200) }, notes };
}
