import { analyseCell, type CellAnalysis, noNames } from "./analyse-cell";
import { CellProblemError } from "./cell-problem";
import { analyseSql } from "./sql/analyse-sql";
import { readSqlCode } from "./sql/sql-code";

/** What a cell says about names, in whichever language it is written. `code`: see sql/sql-code.ts. */
export function analyseCode(code: string): CellAnalysis {
  const sql = readSqlCode(code);
  if (!sql) return analyseCell(code);
  try {
    return analyseSql(sql);
  } catch (error) {
    if (!(error instanceof CellProblemError)) throw error;
    return { ...noNames, problem: error.problem };
  }
}
