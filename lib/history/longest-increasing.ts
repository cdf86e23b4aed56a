/** The places of a longest run of values, not necessarily neighbours, that only grow. */
export function longestIncreasing(values: readonly number[]): Set<number> {
  /** Of all runs of each length, the place where the one with the smallest end ends. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  values.forEach((value, place) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[ends[middle]!]! < value) low = middle + 1;
      else high = middle;
    }
    before[place] = ends[low - 1];
    ends[low] = place;
  });
  const run = new Set<number>();
  for (let place = ends.at(-1); place !== undefined; place = before[place]) run.add(place);
  return run;
}
