import { QuireError } from "@/lib/protocol/errors";
import { type NamedTable, type ViewCallName, viewCalls, type ViewInput, type ViewOutput } from "@/lib/protocol/view";
import { TableEngine } from "@/lib/tables/table-engine";
import type { Tf } from "./context";
import { inspect, inspectChildren } from "./display/inspect";
import type { CellScope } from "./cell-scope";
import type { LiveValues } from "./display/live-values";
import { writeVariable } from "./values/write-variable";
import { inspectVariable, listVariables } from "./variables";

/** What a reader may ask about. */
interface Seen {
  live: LiveValues;
  scope: CellScope;
  loadedTf: () => Tf | undefined;
  /** What leaves the kernel is looked through for secrets, so nothing may be packed. */
  searched: boolean;
  /** Tables that cells hold. */
  tables: () => NamedTable[];
}

type Answers = {
  [N in ViewCallName]: (seen: Seen, input: ViewInput<N>) => ViewOutput<N> | Promise<ViewOutput<N>>;
};

const answers: Answers = {
  node: ({ live }, { ref }) => inspect(read(live, ref), live.keeperOf(ref)),
  children: ({ live }, { ref, from, count }) => inspectChildren(read(live, ref), from, count, live.keeperOf(ref)),
  text: ({ live }, { ref, from, count }) => {
    const text = String(read(live, ref));
    return { text: text.slice(from, from + count), more: Math.max(0, text.length - from - count) };
  },
  variables: ({ scope }) => listVariables(scope),
  variable: ({ live, scope }, { name }) => {
    const owner = scope.ownerOf(name);
    if (owner === undefined)
      throw new QuireError("NOT_FOUND", `No cell has given ${name} a value. Run the one that does.`);
    return inspectVariable(scope, name, live.keeper(owner));
  },
  "variable.value": ({ scope, loadedTf }, { name }) => writeVariable(scope, name, loadedTf()),
  "table.rows": ({ live }, { ref, view, from, count }) => table(live, ref).rows(view, from, count),
  "table.columns": ({ live }, { ref, view }) => table(live, ref).columns(view),
  "table.file": ({ live, searched }, { ref, view, format }) => table(live, ref).file(view, format, !searched),
  tables: ({ tables }) => tables(),
};

/** What a reader asks of values that outputs refer to, and of names. */
export async function answerView(seen: Seen, name: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(viewCalls, name)) throw new QuireError("BAD_REQUEST", `A kernel cannot be asked for "${name}".`);
  const call = name as ViewCallName;
  const answer = answers[call] as (seen: Seen, input: unknown) => unknown;
  return await answer(seen, viewCalls[call].input.parse(input));
}

function read(live: LiveValues, ref: string): unknown {
  const found = live.get(ref);
  if (!found)
    throw new QuireError(
      "NOT_FOUND",
      "The kernel no longer has this value: its cell has run again, or it has shown too much since. Run the cell to see more.",
    );
  return found();
}

function table(live: LiveValues, ref: string): TableEngine {
  const engine = read(live, ref);
  if (engine instanceof TableEngine) return engine;
  throw new QuireError("BAD_REQUEST", "This output is no table.");
}
