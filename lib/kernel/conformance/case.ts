import type { Json } from "@/lib/inputs/control";
import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";

/** Cells that run one after the other in one kernel, and what each must show, in the words of `canonical`. */
export interface ConformanceCase {
  name: string;
  cells: ConformanceCell[];
}

export interface ConformanceCell {
  /** The same id again: the cell was edited and run once more. */
  id?: string;
  source: string;
  /** Lines of `canonical`, the last of which is the status. */
  expect: string[];
  /** A person changes an input of that cell before this one runs. */
  change?: { cell: string; key: string; value: Json };
  /** Abort as soon as this line has been printed. */
  abortAfter?: string;
}

/** Everything a cell showed, in lines that are the same on every host: times and the steps between are left out. */
export function canonical(chunks: readonly OutputChunk[], status: string): string[] {
  return [...fold(chunks).map(line), status];
}

/** What stands in the end: a display or bar that was replaced in place counts once, where it first stood. */
export function fold(chunks: readonly OutputChunk[]): OutputChunk[] {
  const folded: OutputChunk[] = [];
  const places = new Map<string, number>();
  for (const chunk of chunks) {
    const id = "id" in chunk ? chunk.id : undefined;
    const place = id === undefined ? undefined : places.get(id);
    if (place !== undefined) folded[place] = chunk;
    else if (id !== undefined) places.set(id, folded.push(chunk) - 1);
    else folded.push(chunk);
  }
  return folded;
}

function line(chunk: OutputChunk): string {
  switch (chunk.kind) {
    case "result":
      return `= ${bundleText(chunk.bundle)}`;
    case "display":
      return `display ${bundleText(chunk.bundle)}`;
    case "console":
      return `${chunk.level}: ${chunk.bundles.map((bundle) => text(bundle)).join(" ")}`;
    case "folded": {
      const shown = chunk.lines.map(({ at, level, bundles }) => `${at} ${level}: ${bundles.map(text).join(" ")}`);
      return `… ${chunk.total} lines more: ${shown.join(" | ")}`;
    }
    case "progress":
      return `progress ${chunk.label} ${chunk.value}/${chunk.total ?? "?"}${chunk.detail ? ` ${chunk.detail}` : ""}`;
    case "error": {
      const { name, message, line: at, column } = chunk.error;
      return `! ${name}: ${message}${at === undefined ? "" : ` @${at}:${column}`}`;
    }
    case "truncated":
      return `… ${chunk.reason}`;
  }
}

function text({ "text/plain": plain }: MimeBundle): string {
  return typeof plain === "string" ? plain : "";
}

/** The richest form's name where it is more than the inspector's, and the plain text. */
function bundleText(bundle: MimeBundle): string {
  const richest = Object.keys(bundle)[0] ?? "";
  const short = richest.replace("application/vnd.quire.", "").replace("+json", "");
  return short === "inspect" || short === "text/plain" ? text(bundle) : `${short} ${text(bundle)}`;
}
