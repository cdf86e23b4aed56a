import { codeOf } from "@/lib/graph/sql/sql-code";
import { type Cell, readResultName, RESULT_NAME_SETTING } from "./doc";
import type { FileCell } from "./notebook-file";

/** The text by which graph and kernel know a cell of the document. */
export const cellCode = (cell: Pick<Cell, "type" | "settings" | "text">): string =>
  codeOf({ type: cell.type, source: cell.text.toJSON(), name: readResultName(cell) });

/** The same of a cell outside of it. */
export const fileCellCode = ({ type, source, settings }: FileCell): string =>
  codeOf({ type, source, name: settings[RESULT_NAME_SETTING] });
