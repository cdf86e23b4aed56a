/** Which rows of a list are chosen, and from where Shift chooses a range. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
}

export const nothing: Selection = { ids: new Set(), anchor: null };

/** Chooses the row or lets it go; with `range` chooses all from the last one that was chosen by itself to this. */
export function toggled({ ids, anchor }: Selection, order: readonly string[], id: string, range: boolean): Selection {
  const from = range && anchor !== null ? order.indexOf(anchor) : -1;
  if (from < 0) {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    return { ids: next, anchor: id };
  }
  const to = order.indexOf(id);
  return { ids: new Set([...ids, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]), anchor };
}
