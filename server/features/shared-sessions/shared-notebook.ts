import type * as Y from "yjs";
import { cellCode } from "@/lib/notebook/cell-code";
import { listCells, readSources } from "@/lib/notebook/doc";
import { readInputs } from "@/lib/notebook/inputs";
import { readPackageLocks } from "@/lib/notebook/packages";
import { readReplay } from "@/lib/notebook/replay";
import { readFollow, readHold } from "@/lib/notebook/run-settings";
import type { SharedNotebook } from "@/lib/protocol/shared-session";

/** What a shared session has to know of the document, as it is now. */
export function sharedNotebook(doc: Y.Doc): SharedNotebook {
  const code = listCells(doc).flatMap((cell) => (cell.type === "md" ? [] : [{ ...cell, type: cell.type }]));
  return {
    cells: code.map((cell) => ({ id: cell.id, type: cell.type, source: cellCode(cell), hold: readHold(cell) })),
    follow: readFollow(doc),
    inputs: Object.fromEntries(code.map(({ id }) => [id, readInputs(doc, id)])),
    sources: readSources(doc),
    packages: readPackageLocks(doc),
    datasets: { ...readReplay(doc).datasets },
  };
}
