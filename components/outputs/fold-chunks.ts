import type { ConsoleLevel, ErrorOutput, MimeBundle, OutputChunk } from "@/lib/protocol/output";
import type { PlacedChunk } from "@/lib/protocol/execution";

type Chunk<K extends OutputChunk["kind"]> = Extract<OutputChunk, { kind: K }>;
export type Folded = Chunk<"folded">;

export interface ConsoleLine {
  level: ConsoleLevel;
  bundles: MimeBundle[];
}

/** What is drawn below a cell, from top to bottom. */
export type OutputItem =
  | { kind: "display"; key: string; bundle: MimeBundle }
  | { kind: "result"; key: string; bundle: MimeBundle }
  | { kind: "progress"; key: string; progress: Chunk<"progress"> }
  | { kind: "console"; key: string; lines: ConsoleLine[]; folded?: Folded }
  | { kind: "error"; key: string; error: ErrorOutput }
  | { kind: "truncated"; key: string; reason: string }
  | { kind: "blob"; key: string; hash: string };

/**
 * Chunks in order become items: displays and progress with an id seen before replace what stands there, console lines
 * that follow one another make one block.
 */
export function foldChunks(chunks: readonly PlacedChunk[]): OutputItem[] {
  const items: OutputItem[] = [];
  const places = new Map<string, number>();
  const put = (id: string, item: OutputItem) => {
    const place = places.get(id);
    if (place === undefined) places.set(id, items.push(item) - 1);
    else items[place] = { ...item, key: items[place]?.key ?? item.key };
  };
  for (const { seq, chunk, blobHash } of chunks) {
    const key = String(seq);
    if (!chunk) {
      if (blobHash) items.push({ kind: "blob", key, hash: blobHash });
    } else if (chunk.kind === "display") put(`display:${chunk.id}`, { kind: "display", key, bundle: chunk.bundle });
    else if (chunk.kind === "progress") put(`progress:${chunk.id}`, { kind: "progress", key, progress: chunk });
    else if (chunk.kind === "console") addLine(items, key, { level: chunk.level, bundles: chunk.bundles });
    else if (chunk.kind === "folded") addFold(items, key, chunk);
    else if (chunk.kind === "result") items.push({ kind: "result", key, bundle: chunk.bundle });
    else if (chunk.kind === "error") items.push({ kind: "error", key, error: chunk.error });
    else items.push({ kind: "truncated", key, reason: chunk.reason });
  }
  return items;
}

function addLine(items: OutputItem[], key: string, line: ConsoleLine): void {
  const last = items.at(-1);
  if (last?.kind === "console") last.lines.push(line);
  else items.push({ kind: "console", key, lines: [line] });
}

/** What the first lines were too many for stands with the last of them, wherever other outputs came in between. */
function addFold(items: OutputItem[], key: string, folded: Folded): void {
  const last = items.findLast((item) => item.kind === "console");
  if (last) last.folded = folded;
  else items.push({ kind: "console", key, lines: [], folded });
}
