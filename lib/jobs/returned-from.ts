import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import { ancestors } from "@/lib/graph/order";
import type { Chosen, Json } from "@/lib/inputs/control";
import type { ReturnedCell } from "@/lib/kernel/returned-cells";
import type { JobSpec, ReturnedValue } from "@/lib/protocol/job";
import { returningCells } from "./returning-cells";

/** What a job ran, and what that left. */
export interface JobResult {
  cells: JobSpec["cells"];
  wanted: readonly string[];
  values: readonly ReturnedValue[];
}

/** The cells of a job as a kernel can take them back, in the order in which they ran; not those that ran on other inputs than are chosen now. */
export function returnedFrom(
  graph: NotebookGraph,
  { cells, wanted, values }: JobResult,
  chosenIn: (cellId: string) => Chosen,
): Map<string, ReturnedCell> {
  const ran = new Map(cells.map((cell) => [cell.id, cell]));
  const returned = new Map<string, ReturnedCell>();
  for (const id of returningCells(graph, [...ran.keys()], wanted)) {
    const needed = [...ancestors(graph, id), id].map((other) => ran.get(other));
    if (!needed.every((cell) => cell !== undefined && sameInputs(cell.inputs, chosenIn(cell.id)))) continue;
    const own = values.filter(({ cellId }) => cellId === id);
    returned.set(id, {
      sources: new Map(needed.flatMap((cell) => (cell ? [[cell.id, cell.source] as const] : []))),
      values: new Map(own.flatMap(({ name, value }) => (value.ok ? [[name, value.manifest] as const] : []))),
      stayed: new Map(own.flatMap(({ name, value }) => (value.ok ? [] : [[name, value.reason] as const]))),
    });
  }
  return returned;
}

function sameInputs(ran: Chosen | undefined, now: Chosen): boolean {
  const [before, after] = [flat(ran), flat(now)];
  return before.size === after.size && [...before].every(([place, value]) => after.get(place) === value);
}

const flat = (chosen: Chosen | undefined): Map<string, string> =>
  new Map(
    Object.entries({ shared: {}, mine: {}, ...chosen }).flatMap(([whose, values]: [string, Record<string, Json>]) =>
      Object.entries(values).map(([key, value]): [string, string] => [`${whose} ${key}`, JSON.stringify(value)]),
    ),
  );
