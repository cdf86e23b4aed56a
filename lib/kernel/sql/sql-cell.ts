import { analyseSql, fromScript } from "@/lib/graph/sql/analyse-sql";
import { readSql, type SqlText } from "@/lib/graph/sql/read-sql";
import type { SqlCode } from "@/lib/graph/sql/sql-code";
import { type CompiledCell, compileCell } from "../compile-cell";

/** An SQL cell: its text, and its parameters as JavaScript that evaluates to the list of their values, after one that is missing. */
export interface CompiledSql {
  sql: SqlText;
  script: CompiledCell;
}

/** Throws CellProblemError. */
export function compileSql(code: SqlCode, url: string, isForeign: (name: string) => boolean): CompiledSql {
  analyseSql(code);
  const sql = readSql(code.text);
  const script = compileCell(sql.script, url, isForeign);
  const locate: CompiledCell["locate"] = (place) => {
    const found = script.locate(place);
    return found && fromScript(found);
  };
  return { sql, script: { ...script, locate } };
}
