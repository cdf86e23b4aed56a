interface Keyed {
  key: string;
}

/** What a metric measures, whoever's share of the data it is of: `val_loss`, `loss` and `test/loss` are all "loss". */
export const baseName = (key: string): string => key.replace(/^(train|val|valid|validation|test)[_/.]/, "");

/** Series that share a scale share a chart, in the order in which they came. */
export function groupSeries<Series extends Keyed>(series: readonly Series[]): { name: string; members: Series[] }[] {
  const groups = new Map<string, Series[]>();
  for (const one of series) {
    const name = baseName(one.key);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  // The trained one first, so that it has the first colour whichever came first.
  return [...groups].map(([name, members]) => ({
    name,
    members: [...members].sort((a, b) => Number(b.key === name) - Number(a.key === name)),
  }));
}
