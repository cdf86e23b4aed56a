import type { CellAnalysis } from "./analyse-cell";

/** What running a cell comes to, by the names it reads and through the functions it mentions. */
export interface Reach {
  /** Cells whose names it reads: they must have run before. Never itself. */
  needs: ReadonlySet<string>;
  /** All names of cells that it reads, its own too. */
  names: ReadonlySet<string>;
  /** Names of other cells whose values it changes in place. */
  changes: ReadonlySet<string>;
  /** It trains, records or commits. */
  costly: boolean;
}

/**
 * Follows names to their owners, and into functions: a cell of nothing but functions needs nobody, since their names are
 * looked up at the call, and whoever mentions one needs what it reads.
 */
export function reachOf(
  id: string,
  analyses: ReadonlyMap<string, CellAnalysis>,
  owners: ReadonlyMap<string, string>,
): Reach {
  const needs = new Set<string>();
  const names = new Set<string>();
  const changes = new Set<string>();
  const own = analyses.get(id);
  let costly = own?.costly ?? false;
  const visit = (name: string): void => {
    const owner = owners.get(name);
    if (owner === undefined || names.has(name)) return;
    names.add(name);
    if (owner !== id) needs.add(owner);
    const theirs = analyses.get(owner);
    costly ||= isCostly(name, theirs);
    for (const changed of theirs?.deferredChanges[name] ?? []) change(changed);
    for (const used of theirs?.deferredUses[name] ?? []) visit(used);
  };
  const change = (name: string): void => {
    const owner = owners.get(name);
    if (owner === undefined || owner === id || originOf(name, analyses.get(owner))) return;
    changes.add(name);
  };
  for (const name of own?.changes ?? []) change(name);
  for (const name of own?.uses ?? []) visit(name);
  return { needs, names, changes, costly };
}

const originOf = (name: string, analysis: CellAnalysis | undefined): string | undefined =>
  analysis?.defines.find((definition) => definition.name === name)?.from;

function isCostly(name: string, owner: CellAnalysis | undefined): boolean {
  return originOf(name, owner) === "runs of quire" || (owner?.deferredCosts.includes(name) ?? false);
}
