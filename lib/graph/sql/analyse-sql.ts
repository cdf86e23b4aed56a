import { analyseCell, type CellAnalysis, SCOPE_NAME } from "../analyse-cell";
import { CellProblemError, type CellProblem } from "../cell-problem";
import { parseCell } from "../parse-cell";
import { readSql, type SqlText } from "./read-sql";
import type { SqlCode } from "./sql-code";

/** What an SQL cell says about names: it defines its result, and uses what its parameters do and the tables that it reads. */
export function analyseSql({ name, text }: SqlCode): CellAnalysis {
  const sql = readSql(text);
  checkName(name);
  const parameters = analyseParameters(sql);
  return {
    ...parameters,
    defines: name === null ? [] : [{ name, kind: "const", line: 1, column: 1 }],
    uses: [...new Set([...parameters.uses, ...sql.tables.map((table) => table.name)])],
  };
}

/** The place in the text of a place in the script that `readSql` makes of it: a bracket stands before its first line. */
export const fromScript = <P extends { line?: number; column?: number }>(place: P): P =>
  place.line === 1 && place.column !== undefined ? { ...place, column: Math.max(1, place.column - 1) } : place;

function analyseParameters({ script, parameters }: SqlText): CellAnalysis {
  const analysis = analyseCell(script);
  if (analysis.problem) throw new CellProblemError(fromScript(analysis.problem));
  const [list, ...others] = parseCell(script).program.body;
  const isList = list?.type === "ExpressionStatement" && list.expression.type === "ArrayExpression";
  const elements = isList && list.expression.type === "ArrayExpression" ? list.expression.elements.length : 0;
  if (others.length > 0 || elements !== (parameters.length > 0 ? parameters.length + 1 : 0))
    throw new CellProblemError(wrong("A parameter is one name or expression: ${name}."));
  return analysis;
}

function checkName(name: string | null): void {
  if (name === null) return;
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || analyseCell(`const ${name} = 0`).problem)
    throw new CellProblemError(
      wrong(
        `The result of this cell cannot be called "${name}": a name has letters, digits and _, and is no word of TypeScript.`,
      ),
    );
  if (name.startsWith(SCOPE_NAME))
    throw new CellProblemError(wrong(`Names that begin with ${SCOPE_NAME} belong to the kernel.`));
}

const wrong = (message: string): CellProblem => ({
  code: "unsupported",
  message,
  line: 1,
  column: 1,
  names: [],
  cells: [],
});
