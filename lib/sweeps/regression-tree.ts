import { pick, type Random } from "./sample";

/** One dimension of what a tree divides: a part of the unit interval, or some of a few choices. */
export type Range = { low: number; high: number } | { choices: readonly number[] };

export interface Sample {
  /** A place of the unit interval, or the number of the choice, for each dimension. */
  x: readonly number[];
  y: number;
}

export interface Leaf {
  box: readonly Range[];
  mean: number;
}

const LEAST_TO_SPLIT = 4;

interface Split {
  dimension: number;
  left: Range;
  right: Range;
  /** How much the squared error falls, but for a constant. */
  gain: number;
}

const contains = (range: Range, x: number): boolean =>
  "choices" in range ? range.choices.includes(x) : x <= range.high;

/** Σy and n of some samples: the squared error of their mean is Σy² − (Σy)²/n. */
class Sum {
  n = 0;
  y = 0;

  add(y: number): void {
    this.n++;
    this.y += y;
  }

  /** What a division into these and the others of `all` explains. */
  gain(all: Sum): number {
    const rest = all.n - this.n;
    return this.n === 0 || rest === 0 ? -Infinity : this.y ** 2 / this.n + (all.y - this.y) ** 2 / rest;
  }
}

const sumOf = (samples: readonly Sample[]): Sum => {
  const sum = new Sum();
  for (const { y } of samples) sum.add(y);
  return sum;
};

function splitInterval(
  samples: readonly Sample[],
  dimension: number,
  { low, high }: Extract<Range, { low: number }>,
): Split | null {
  const at = ({ x }: Sample) => x[dimension] ?? 0;
  const sorted = [...samples].sort((a, b) => at(a) - at(b));
  const [all, left] = [sumOf(samples), new Sum()];
  let best: Split | null = null;
  for (const [index, sample] of sorted.entries()) {
    left.add(sample.y);
    const next = sorted[index + 1];
    if (!next || at(next) === at(sample)) continue;
    const [gain, border] = [left.gain(all), (at(sample) + at(next)) / 2];
    if (best === null || gain > best.gain)
      best = { dimension, gain, left: { low, high: border }, right: { low: border, high } };
  }
  return best;
}

/** One of the choices against the others. */
function splitChoices(
  samples: readonly Sample[],
  dimension: number,
  { choices }: Extract<Range, { choices: readonly number[] }>,
): Split | null {
  const all = sumOf(samples);
  let best: Split | null = null;
  for (const one of choices) {
    const gain = sumOf(samples.filter(({ x }) => x[dimension] === one)).gain(all);
    if (gain === -Infinity || (best !== null && gain <= best.gain)) continue;
    best = { dimension, gain, left: { choices: [one] }, right: { choices: choices.filter((other) => other !== one) } };
  }
  return best;
}

function bestSplit(samples: readonly Sample[], box: readonly Range[], random: Random): Split | null {
  const dimensions = box.map((_, index) => index);
  const tried = Math.max(1, Math.ceil((box.length * 5) / 6));
  while (dimensions.length > tried) dimensions.splice(dimensions.indexOf(pick(dimensions, random)), 1);
  let best: Split | null = null;
  for (const dimension of dimensions) {
    const range = box[dimension];
    if (!range) continue;
    const found =
      "choices" in range ? splitChoices(samples, dimension, range) : splitInterval(samples, dimension, range);
    if (found && (best === null || found.gain > best.gain)) best = found;
  }
  return best;
}

/** A regression tree, as the boxes that it divides the space into. */
export function growTree(samples: readonly Sample[], box: readonly Range[], random: Random): Leaf[] {
  const alike = samples.every(({ y }) => y === samples[0]?.y);
  const split = alike || samples.length < LEAST_TO_SPLIT ? null : bestSplit(samples, box, random);
  if (!split) return [{ box, mean: sumOf(samples).y / samples.length }];
  const { dimension, left, right } = split;
  const side = (range: Range, inside: boolean) =>
    growTree(
      samples.filter(({ x }) => contains(left, x[dimension] ?? 0) === inside),
      box.with(dimension, range),
      random,
    );
  return [...side(left, true), ...side(right, false)];
}
