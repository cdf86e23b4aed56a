import type { CellAnalysis } from "./analyse-cell";
import type { CellProblem } from "./cell-problem";

type Analyses = ReadonlyMap<string, CellAnalysis>;
type Owners = ReadonlyMap<string, string>;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/** "the cell of "x", "y"". */
export function cellWords(analysis: CellAnalysis | undefined): string {
  const names = analysis?.defines.map(({ name }) => name) ?? [];
  return names.length > 0 ? `the cell of ${quoted(names.slice(0, 3))}` : "another cell";
}

/** The same import in two cells is no quarrel: both names mean the same thing. */
export function duplicateProblem(id: string, analyses: Analyses, owners: Owners): CellProblem | null {
  const taken = (analyses.get(id)?.defines ?? []).filter(({ name, from }) => {
    const owner = owners.get(name) ?? id;
    return (
      owner !== id &&
      !(from && analyses.get(owner)?.defines.some((theirs) => theirs.name === name && theirs.from === from))
    );
  });
  const first = taken[0];
  if (!first) return null;
  const names = taken.map(({ name }) => name);
  return {
    code: "duplicate",
    message: `${quoted(names)} ${names.length > 1 ? "are" : "is"} already defined in another cell. Rename it here, or make it local to this cell with { }.`,
    line: first.line,
    column: first.column,
    names,
    cells: [...new Set(names.map((name) => owners.get(name) as string))],
  };
}

/** The error of a cell that assigns to names that it does not declare, with whose they are. */
export function assignmentProblem(problem: CellProblem, owners: Owners): CellProblem {
  const cells = [...new Set(problem.names.flatMap((name) => owners.get(name) ?? []))];
  const owned = problem.names.filter((name) => owners.has(name));
  if (owned.length === 0) return problem;
  const message = `This cell assigns to ${quoted(owned)}, which another cell defines. A cell assigns only to its own names: give the new value a name of its own, or assign where it is defined.`;
  return { ...problem, message, cells };
}

/** What the owner is told: its own text is right, so it goes on running. */
export function assignedNotice(names: string[], cells: string[]): CellProblem {
  const message = `Another cell assigns to ${quoted(names)}, which this cell defines. That cell does not run; this one is not affected.`;
  return { code: "assignment", message, names, cells };
}

export function cycleProblem(analyses: Analyses, others: string[], names: string[]): CellProblem {
  const theirs = others.map((id) => cellWords(analyses.get(id)));
  const uses = names.length > 0 ? ` (it uses ${quoted(names)})` : "";
  const message = `This cell and ${theirs.join(" and ")} need each other${uses}. Move what both need into a cell of its own, or make them one cell.`;
  return { code: "cycle", message, names, cells: others };
}
