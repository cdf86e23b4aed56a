import { type CellProblem, CellProblemError } from "@/lib/graph/cell-problem";
import type { Position } from "@/lib/graph/position-map";
import type { ErrorOutput } from "@/lib/protocol/output";
import { inspect } from "./display/inspect";
import { plainText } from "./display/plain-text";

/** A place in the text of some cell. */
export interface CellPlace extends Position {
  cellId: string;
}

/** From a place in evaluated code to the cell it was compiled from; undefined where it is no cell's. */
export type LocateFrame = (url: string, place: Position) => CellPlace | undefined;

const MAX_MESSAGE = 4000;

/** What was thrown, with the cell's own line: the nearest frame of the stack that belongs to `cellId`, else to any cell. */
export function describeError(thrown: unknown, cellId: string, locate: LocateFrame): ErrorOutput {
  try {
    if (isErrorLike(thrown)) return describeErrorLike(thrown, cellId, locate);
  } catch {
    // A thing that throws when it is looked at is described as such.
  }
  return { name: "Thrown", message: plainText(inspect(thrown)).slice(0, MAX_MESSAGE), stack: [] };
}

/** The stack of an error; empty for all else, and where there is no reading it. */
export function stackOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack ?? "") : "";
  } catch {
    return "";
  }
}

function describeErrorLike(thrown: ErrorLike, cellId: string, locate: LocateFrame): ErrorOutput {
  const frames = cellFrames(thrown.stack ?? "", locate);
  const own = frames.find(({ place }) => place.cellId === cellId);
  return {
    name: thrown.name || "Error",
    message: [thrown.message, ...causes(thrown)].join("\n").slice(0, MAX_MESSAGE),
    ...(own && { line: own.place.line, column: own.place.column }),
    stack: frames.map(
      ({ name, place }) =>
        `at ${name || "the cell"} (${place.cellId === cellId ? "" : "another cell, "}line ${place.line}:${place.column})`,
    ),
  };
}

/** What is wrong with the cell itself; undefined for all that its code threw. */
export function problemOf(thrown: unknown): CellProblem | undefined {
  try {
    return thrown instanceof CellProblemError ? thrown.problem : undefined;
  } catch {
    // A proxy may refuse to be asked even for its prototype.
    return undefined;
  }
}

export function problemError(problem: CellProblem): ErrorOutput {
  const { line, column, message } = problem;
  return {
    name: problem.code === "syntax" ? "SyntaxError" : "CellError",
    message,
    ...(line && { line }),
    ...(column && { column }),
    stack: [],
  };
}

/** The cell that an error, or a call of now, came from. */
export function originOf(stack: string, locate: LocateFrame): string | undefined {
  return cellFrames(stack, locate)[0]?.place.cellId;
}

interface ErrorLike {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return (
    value instanceof Error ||
    (typeof value === "object" &&
      value !== null &&
      "message" in value &&
      typeof value.message === "string" &&
      "name" in value &&
      typeof value.name === "string")
  );
}

function causes(error: ErrorLike, depth = 0): string[] {
  if (error.cause === undefined || depth > 4) return [];
  if (!isErrorLike(error.cause)) return [`Cause: ${inspect(error.cause).text}`];
  return [`Cause: ${error.cause.name}: ${error.cause.message}`, ...causes(error.cause, depth + 1)];
}

/** V8 writes `at f (url:1:2)`, others `f@url:1:2`. */
const FRAME =
  /^\s*(?:at (?:async )?(?:(?<v8>.*?) \()?|(?<other>[^@\n]*)@).*?(?<url>quire-cell-\d+\.ts):(?<line>\d+):(?<column>\d+)\)?$/;

function cellFrames(stack: string, locate: LocateFrame): { name: string; place: CellPlace }[] {
  return stack.split("\n").flatMap((text) => {
    const groups = FRAME.exec(text)?.groups;
    if (!groups) return [];
    const place = locate(groups.url ?? "", { line: Number(groups.line), column: Number(groups.column) });
    const name = (groups.v8 ?? groups.other ?? "").replace(/^(\w+\.)?(eval|<anonymous>)( \[as .*\])?$/, "");
    return place ? [{ name, place }] : [];
  });
}
