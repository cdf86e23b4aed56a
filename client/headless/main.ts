import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { duration } from "@/lib/format/time";
import { analyseCode } from "@/lib/graph/analyse-code";
import { newId } from "@/lib/ids";
import { exportFile } from "@/lib/notebook/formats/export-file";
import { importFile } from "@/lib/notebook/formats/import-file";
import { parsePercent } from "@/lib/notebook/formats/percent";
import type { FileCell } from "@/lib/notebook/notebook-file";
import { fileCellCode } from "@/lib/notebook/cell-code";
import { setParameters } from "@/lib/notebook/parameters";
import { QuireError } from "@/lib/protocol/errors";
import { type Environment, parseOptions, type RunOptions } from "./options";
import { runHeadless } from "./run-file";
import { runOnServer } from "./run-on-server";
import type { CellEnd, HeadlessFile, HeadlessResult } from "./run-record";

export interface Terminal {
  env: Environment;
  /** Paths are meant from here. */
  folder: string;
  error(line: string): void;
  signal: AbortSignal;
}

interface OpenedFile extends HeadlessFile {
  path: string;
  /** The line of the file on which a cell's text begins, where the file has such lines. */
  lines: ReadonlyMap<string, number>;
}

function open(file: string, { folder }: Terminal): OpenedFile {
  let text: string;
  try {
    text = readFileSync(path.resolve(folder, file), "utf8");
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT" ? "there is no such file" : String(error);
    throw new QuireError("NOT_FOUND", `${file}: ${why}.`);
  }
  const name = path.basename(file);
  const ids: string[] = [];
  const makeId = (known: string[]) => () => known.shift() ?? newId();
  const { notebook } = importFile(name, text, () => {
    ids.push(newId());
    return ids.at(-1) ?? "";
  });
  // The same ids in the same order: cells without one of their own are found again.
  const lines = file.endsWith(".ts") ? parsePercent(text, makeId(ids)).lines : new Map<string, number>();
  return { path: file, name, text, notebook, lines };
}

/** What a person calls the cell: what it defines, or how it begins. */
function nameOf(cell: FileCell | undefined): string {
  const names = cell ? analyseCode(fileCellCode(cell)).defines.map(({ name }) => name) : [];
  if (names.length > 0) return names.slice(0, 3).join(", ");
  return cell?.source.trim().split("\n")[0]?.slice(0, 40) ?? "";
}

/** `FILE:LINE:COLUMN`, as editors and CI take it; by the number of the cell where the file has no lines of ours. */
function placeOf(file: OpenedFile, { cellId, error }: CellEnd): string {
  const start = file.lines.get(cellId);
  const line = error?.line ?? 1;
  const column = error?.column === undefined ? "" : `:${error.column}`;
  if (start !== undefined) return `${file.path}:${start + line - 1}${column}`;
  const number = file.notebook.cells.findIndex(({ id }) => id === cellId) + 1;
  return `${file.path}: cell ${number}, line ${line}`;
}

function report(file: OpenedFile, { ends, left, trouble }: HeadlessResult, terminal: Terminal): void {
  for (const end of ends.filter(({ status }) => status !== "succeeded")) {
    const what = end.error ? `${end.error.name}: ${end.error.message}` : `The cell was ${end.status}.`;
    terminal.error(`${placeOf(file, end)}: ${what}`);
  }
  if (trouble) terminal.error(trouble);
  for (const id of left) {
    const cell = file.notebook.cells.find((one) => one.id === id);
    const why = cell?.settings.hold ? `it is ${JSON.stringify(cell.settings.hold)}` : "the run ended before";
    terminal.error(`Not run: ${nameOf(cell)} (${why}).`);
  }
}

function write({ out }: RunOptions, { notebook, outputs }: HeadlessResult, { folder }: Terminal): void {
  if (!out) return;
  writeFileSync(path.resolve(folder, out.file), exportFile(notebook, outputs, out.format).text);
}

/** Held back by a person is no failure; all else that did not run is. */
function isGood(file: OpenedFile, { ends, left, trouble }: HeadlessResult): boolean {
  const held = (id: string) => file.notebook.cells.find((cell) => cell.id === id)?.settings.hold !== undefined;
  return trouble === null && ends.every(({ status }) => status === "succeeded") && left.every(held);
}

async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const opened = open(options.file, terminal);
  const cells = setParameters(opened.notebook.cells, options.parameters);
  const file = { ...opened, notebook: { ...opened.notebook, cells } };
  const signals = [terminal.signal, ...(options.timeoutMs === null ? [] : [AbortSignal.timeout(options.timeoutMs)])];
  const signal = AbortSignal.any(signals);
  const began = performance.now();
  const result = await (options.job ? runOnServer : runHeadless)(
    file,
    options,
    {
      begins: (cellId, place, count) =>
        terminal.error(`[${place}/${count}] ${nameOf(cells.find(({ id }) => id === cellId))}`),
      ends: ({ status, ms }) => terminal.error(`      ${status === "succeeded" ? "done" : status} in ${duration(ms)}`),
      says: (line) => terminal.error(line),
    },
    signal,
  );
  report(file, result, terminal);
  write(options, result, terminal);
  if (signal.aborted && !terminal.signal.aborted) terminal.error("The run took longer than --timeout.");
  const good = isGood(file, result) && !signal.aborted;
  terminal.error(`${good ? "All cells ran" : "The notebook failed"} after ${duration(performance.now() - began)}.`);
  return terminal.signal.aborted ? 130 : good ? 0 : 1;
}

/** The command line `notebook`; answers the code with which the process ends: 2 where it was not called as it should be. */
export async function notebookCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await run(parseOptions(args, terminal.env), terminal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    terminal.error(error.message);
    return 2;
  }
}
