/** Why a cell cannot run as it stands. `names` are the names it is about, `cells` the other cells. */
export interface CellProblem {
  code: "syntax" | "unsupported" | "assignment" | "duplicate" | "cycle";
  message: string;
  /** 1-based place in the cell's own text, where known. */
  line?: number;
  column?: number;
  names: string[];
  cells: string[];
}

/** Thrown inside the analysis of one cell; callers get it as a value. */
export class CellProblemError extends Error {
  override name = "SyntaxError";
  constructor(readonly problem: CellProblem) {
    super(problem.message);
  }
}
