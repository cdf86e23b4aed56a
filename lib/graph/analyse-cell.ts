import { CellProblemError, type CellProblem } from "./cell-problem";
import { deferredRegions, type DeferredRegion } from "./deferred";
import { findEffects } from "./effects";
import { parseCell, type ParsedCell } from "./parse-cell";
import { PositionMap } from "./position-map";
import { findScopes, type CellScopes, type TopLevelName } from "./scopes";

export interface CellDefinition {
  name: string;
  kind: TopLevelName["kind"];
  line: number;
  column: number;
  /** Of an import: the module and the name in it. */
  from?: string;
}

/** What a cell says about names, found without running it. */
export interface CellAnalysis {
  defines: CellDefinition[];
  /** Names of other cells or of the language that running the cell reads (its own names too). */
  uses: string[];
  /** By own name: what its functions read when somebody calls them. */
  deferredUses: Record<string, string[]>;
  /** Names whose values running the cell changes in place: `list.push(1)`, `await model.fit(…)`. Its own names too. */
  changes: string[];
  /** By own name: what its functions change when somebody calls them. */
  deferredChanges: Record<string, string[]>;
  /** Running it trains, records or commits something. */
  costly: boolean;
  /** Own names whose functions do so when called. */
  deferredCosts: string[];
  /** Modules that it imports. */
  imports: string[];
  /** What is wrong with the cell by itself. It then defines and uses nothing. */
  problem: CellProblem | null;
}

export function analyseCell(source: string): CellAnalysis {
  try {
    const parsed = parseCell(source);
    const scopes = findScopes(parsed.program);
    refuseUnsupported(parsed, scopes);
    return describe(parsed, scopes);
  } catch (error) {
    if (!(error instanceof CellProblemError)) throw error;
    return { ...noNames, problem: error.problem };
  }
}

/** Of a cell that cannot be read. */
export const noNames: Omit<CellAnalysis, "problem"> = {
  defines: [],
  uses: [],
  deferredUses: {},
  changes: [],
  deferredChanges: {},
  costly: false,
  deferredCosts: [],
  imports: [],
};

function describe(parsed: ParsedCell, scopes: CellScopes): CellAnalysis {
  const regions = deferredRegions(parsed.program);
  const reads = new Split(regions.map(({ name }) => name));
  for (const use of scopes.uses) if (use.reads) reads.add(use.name, regionAt(regions, use));
  const changes = new Split();
  const costs = new Split();
  const named = new Map(scopes.uses.map((use) => [use.start, use.name]));
  for (const effect of findEffects(parsed.program)) {
    const [split, name] = effect.kind === "cost" ? [costs, "cost"] : [changes, named.get(effect.start)];
    if (name !== undefined) split.add(name, regionAt(regions, effect));
  }
  const locate = locator(parsed);
  return {
    defines: scopes.names.map(({ name, kind, start, from }) => ({
      name,
      kind,
      ...locate(start),
      ...(from && { from }),
    })),
    uses: [...reads.eager],
    deferredUses: reads.byName(),
    changes: [...changes.eager],
    deferredChanges: changes.byName(),
    costly: costs.eager.size > 0,
    deferredCosts: Object.keys(costs.byName()),
    imports: importedModules(parsed),
    problem: null,
  };
}

/** What running the cell does, and apart from it what each of its functions does when called. */
class Split {
  readonly eager = new Set<string>();
  readonly #deferred = new Map<string, Set<string>>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.#deferred.set(name, new Set());
  }

  add(what: string, region: DeferredRegion | undefined): void {
    if (!region) this.eager.add(what);
    else this.#deferred.set(region.name, (this.#deferred.get(region.name) ?? new Set()).add(what));
  }

  byName(): Record<string, string[]> {
    return Object.fromEntries([...this.#deferred].map(([name, found]) => [name, [...found]]));
  }
}

function regionAt(
  regions: readonly DeferredRegion[],
  place: { start: number; end: number },
): DeferredRegion | undefined {
  return regions.find((region) => place.start >= region.start && place.end <= region.end);
}

function importedModules({ program }: ParsedCell): string[] {
  return program.body.flatMap((node) => (node.type === "ImportDeclaration" ? [String(node.source.value)] : []));
}

/** From an offset in the JavaScript to a line and column of the cell. */
export function locator(parsed: ParsedCell): (offset: number) => { line: number; column: number } {
  let map: PositionMap | undefined;
  return (offset) => {
    map ??= new PositionMap([parsed.map()], parsed.shift);
    const before = parsed.js.slice(0, offset);
    return map.original({ line: before.split("\n").length, column: offset - before.lastIndexOf("\n") });
  };
}

/** What the names begin with that compiled cells reserve: see lib/kernel/compile-cell.ts. */
export const SCOPE_NAME = "__quire";

/** What the grammar allows and a cell cannot do. */
export function refuseUnsupported(parsed: ParsedCell, scopes: CellScopes): void {
  const locate = locator(parsed);
  const refuse = (code: CellProblem["code"], message: string, start: number, names: string[] = []): never => {
    throw new CellProblemError({ code, message, ...locate(start), names, cells: [] });
  };
  for (const node of parsed.program.body) {
    if (node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && node.source)) {
      refuse(
        "unsupported",
        "A cell cannot export from another module: import it, its names are seen by all cells.",
        node.start,
      );
    }
    if (node.type === "ExportDefaultDeclaration") {
      refuse("unsupported", "A cell has no default export: its top-level names are seen by all cells.", node.start);
    }
  }
  for (const use of scopes.uses)
    if (use.name.startsWith(SCOPE_NAME))
      refuse("unsupported", `Names that begin with ${SCOPE_NAME} belong to the kernel.`, use.start);
  const assigned = scopes.uses.filter((use) => use.writes && !use.own);
  if (assigned[0]) {
    const names = [...new Set(assigned.map(({ name }) => name))];
    const said = names.map((name) => `"${name}"`).join(", ");
    refuse(
      "assignment",
      `This cell assigns to ${said} without declaring ${names.length > 1 ? "them" : "it"}. A cell assigns only to its own names: declare it here with let, or assign to it in the cell that does.`,
      assigned[0].start,
      names,
    );
  }
  const reserved = scopes.names.find(({ name }) => name.startsWith(SCOPE_NAME));
  if (reserved) refuse("unsupported", `Names that begin with ${SCOPE_NAME} belong to the kernel.`, reserved.start);
}
