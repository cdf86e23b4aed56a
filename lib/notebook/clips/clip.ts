import { z } from "zod";
import { type CellType, cellTypes } from "../doc";
import { formatPercent, parsePercent } from "../formats/percent";
import { isHeader } from "../formats/percent-escapes";
import type { JsonMap } from "../notebook-file";

/** Cells under way from one notebook to another. */
export interface ClipCell {
  type: CellType;
  source: string;
  settings: JsonMap;
}

/** Under this type a clipboard holds cells as they are. Where only text gets through, the text says the same. */
export const CLIP_MIME = "application/vnd.quire.cells+json";

const clipSchema = z.object({
  format: z.literal("quire-cells/1"),
  cells: z
    .array(
      z.object({ type: z.enum(cellTypes), source: z.string(), settings: z.record(z.string(), z.json()).default({}) }),
    )
    .max(10_000),
});

export const clipJson = (cells: readonly ClipCell[]): string => JSON.stringify({ format: "quire-cells/1", cells });

/** What other programs get: the code of a lone cell, else a legal module with a line before each cell that says what it is. */
export function clipText(cells: readonly ClipCell[]): string {
  const [only] = cells;
  const isPlain = only?.type === "ts" && Object.keys(only.settings).length === 0 && !hasHeader(only.source);
  if (cells.length === 1 && isPlain) return only.source;
  return formatPercent({ title: null, meta: {}, cells: cells.map((cell, i) => ({ id: `c${i + 1}`, ...cell })) });
}

const hasHeader = (text: string): boolean => text.split(/\r?\n/).some(isHeader);

/** The cells that a clipboard holds, by what it gives of them; text from elsewhere is a cell of code. */
export function readClip(json: string, text: string): ClipCell[] {
  const own = parseOwn(json);
  if (own) return own;
  if (text.trim() === "") return [];
  if (!hasHeader(text)) return [{ type: "ts", source: text, settings: {} }];
  let count = 0;
  return parsePercent(text, () => `pasted-${++count}`).cells.map(({ type, source, settings }) => ({
    type,
    source,
    settings,
  }));
}

function parseOwn(json: string): ClipCell[] | null {
  try {
    const parsed = clipSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data.cells : null;
  } catch {
    // Another program's, or none.
    return null;
  }
}
