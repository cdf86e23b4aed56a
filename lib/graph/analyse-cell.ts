import { CellProblemError, type CellProblem } from "./cell-problem";
import { deferredRegions, type DeferredRegion } from "./deferred";
import { parseCell, type ParsedCell } from "./parse-cell";
import { PositionMap } from "./position-map";
import { findScopes, type CellScopes, type NameUse, type TopLevelName } from "./scopes";

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
    return { defines: [], uses: [], deferredUses: {}, imports: [], problem: error.problem };
  }
}

function describe(parsed: ParsedCell, scopes: CellScopes): CellAnalysis {
  const regions = deferredRegions(parsed.program);
  const eager = new Set<string>();
  const deferred = new Map<string, Set<string>>();
  for (const use of scopes.uses) {
    if (!use.reads) continue;
    const region = regionAt(regions, use);
    if (!region) eager.add(use.name);
    else deferred.set(region.name, (deferred.get(region.name) ?? new Set()).add(use.name));
  }
  for (const { name } of regions) if (!deferred.has(name)) deferred.set(name, new Set());
  const locate = locator(parsed);
  return {
    defines: scopes.names.map(({ name, kind, start, from }) => ({
      name,
      kind,
      ...locate(start),
      ...(from && { from }),
    })),
    uses: [...eager],
    deferredUses: Object.fromEntries([...deferred].map(([name, names]) => [name, [...names]])),
    imports: importedModules(parsed),
    problem: null,
  };
}

function regionAt(regions: DeferredRegion[], use: NameUse): DeferredRegion | undefined {
  return regions.find((region) => use.start >= region.start && use.end <= region.end);
}

function importedModules({ program }: ParsedCell): string[] {
  return program.body.flatMap((node) => (node.type === "ImportDeclaration" ? [String(node.source.value)] : []));
}

/** From an offset in the JavaScript to a line and column of the cell. */
export function locator(parsed: ParsedCell): (offset: number) => { line: number; column: number } {
  let map: PositionMap | undefined;
  return (offset) => {
    map ??= new PositionMap([parsed.map], parsed.shift);
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
  for (const use of scopes.uses) {
    if (use.name.startsWith(SCOPE_NAME))
      refuse("unsupported", `Names that begin with ${SCOPE_NAME} belong to the kernel.`, use.start);
    if (use.writes && !use.own) {
      refuse(
        "assignment",
        `This cell assigns to "${use.name}" without declaring it. A cell assigns only to its own names: declare it here with let, or assign to it in the cell that does.`,
        use.start,
        [use.name],
      );
    }
  }
  const reserved = scopes.names.find(({ name }) => name.startsWith(SCOPE_NAME));
  if (reserved) refuse("unsupported", `Names that begin with ${SCOPE_NAME} belong to the kernel.`, reserved.start);
}
