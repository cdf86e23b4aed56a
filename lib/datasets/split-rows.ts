import { shuffle } from "./random";

/**
 * Row numbers held out and kept, both ascending. Of each group the same share is held out; what the rounding of small groups
 * leaves over goes by largest remainder, so that the whole is right to the row.
 */
export function splitRows(
  groups: Int32Array,
  share: number,
  random: () => number,
): { train: Uint32Array; test: Uint32Array } {
  const members = new Map<number, number[]>();
  groups.forEach((group, row) => {
    const rows = members.get(group);
    if (rows) rows.push(row);
    else members.set(group, [row]);
  });
  const ordered = [...members].sort(([a], [b]) => a - b).map(([, rows]) => rows);
  const counts = apportion(
    ordered.map((rows) => rows.length * share),
    Math.round(groups.length * share),
  );
  const test = new Set(ordered.flatMap((rows, i) => shuffle(rows, random).slice(0, counts[i])));
  const all = Array.from(groups, (_, row) => row);
  return {
    train: Uint32Array.from(all.filter((row) => !test.has(row))),
    test: Uint32Array.from(all.filter((row) => test.has(row))),
  };
}

function apportion(wanted: readonly number[], total: number): number[] {
  const counts = wanted.map(Math.floor);
  const byRemainder = wanted
    .map((want, i) => ({ i, rest: want - Math.floor(want) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  const left = total - counts.reduce((a, b) => a + b, 0);
  for (const { i } of byRemainder.slice(0, Math.max(0, left))) counts[i] = (counts[i] ?? 0) + 1;
  return counts;
}
