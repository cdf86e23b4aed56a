import { createRandom } from "@/lib/kernel/quire/random";
import { growTree, type Leaf, type Range, type Sample } from "./regression-tree";
import { pick } from "./sample";
import { type Space, toUnit, type TrialParams } from "./space";

/** Fewer results say nothing. */
export const LEAST_RESULTS = 8;
const TREES = 32;
/** A tree looks at so many results: more take long and change little. */
const MOST_SAMPLES = 400;

export interface Importance {
  name: string;
  /** The part of the metric's variance that this parameter explains by itself. */
  share: number;
}

/**
 * How much each parameter matters: functional analysis of variance over a random forest (Hutter, Hoos and Leyton-Brown, "An Efficient
 * Approach for Assessing Hyperparameter Importance", ICML 2014), main effects only. With the trees' prediction ŷ over the space, and
 * a_d(x) its mean over all other parameters, the share of d is Var(a_d) / Var(ŷ), the mean over the trees. What is
 * missing to 1 is what parameters do together. Null where there are too few results, or they are all alike.
 */
export function importance(
  space: Space,
  results: readonly { params: TrialParams; value: number }[],
  seed = 0,
): Importance[] | null {
  const samples = results.slice(-MOST_SAMPLES).map(({ params, value }) => ({ x: encode(space, params), y: value }));
  if (samples.length < LEAST_RESULTS || samples.every(({ y }) => y === samples[0]?.y)) return null;
  const random = createRandom(seed).next;
  const whole = Object.values(space).map((dimension): Range =>
    dimension.type === "choice" ? { choices: dimension.options.map((_, index) => index) } : { low: 0, high: 1 },
  );
  const shares = whole.map(() => 0);
  let trees = 0;
  for (let tree = 0; tree < TREES; tree++) {
    const bag = samples.map(() => pick(samples, random));
    const explained = mainEffects(growTree(bag, whole, random), whole);
    if (!explained) continue;
    trees++;
    explained.forEach((share, dimension) => (shares[dimension] = (shares[dimension] ?? 0) + share));
  }
  if (trees === 0) return null;
  return Object.keys(space)
    .map((name, dimension) => ({ name, share: (shares[dimension] ?? 0) / trees }))
    .sort((a, b) => b.share - a.share);
}

const encode = (space: Space, params: TrialParams): Sample["x"] =>
  Object.entries(space).map(([name, dimension]) => {
    const value = params[name];
    if (dimension.type === "choice") return Math.max(0, dimension.options.indexOf(value ?? ""));
    return toUnit(dimension, Number(value));
  });

/** The part of the whole that lies in the range. */
const extent = (range: Range | undefined, whole: Range | undefined): number => {
  if (!range || !whole) return 1;
  if ("choices" in range) return "choices" in whole ? range.choices.length / whole.choices.length : 0;
  return range.high - range.low;
};

/** The share of each dimension; null where the tree says the same everywhere. */
function mainEffects(leaves: readonly Leaf[], whole: readonly Range[]): number[] | null {
  const volumes = leaves.map(({ box }) => box.reduce((volume, range, d) => volume * extent(range, whole[d]), 1));
  const mean = leaves.reduce((sum, leaf, index) => sum + leaf.mean * (volumes[index] ?? 0), 0);
  const total = leaves.reduce((sum, leaf, index) => sum + (leaf.mean - mean) ** 2 * (volumes[index] ?? 0), 0);
  if (total < 1e-20) return null;
  return whole.map((range, d) => {
    let variance = 0;
    for (const piece of pieces(leaves, d, range)) {
      const marginal = leaves.reduce((sum, leaf, index) => {
        const own = leaf.box[d];
        return own && within(own, piece.at) ? sum + (leaf.mean * (volumes[index] ?? 0)) / extent(own, range) : sum;
      }, 0);
      variance += piece.extent * (marginal - mean) ** 2;
    }
    return variance / total;
  });
}

const within = (range: Range, x: number): boolean =>
  "choices" in range ? range.choices.includes(x) : x > range.low && x < range.high;

/** Where along one dimension the trees' answer is the same: each choice, or what lies between two borders of leaves. */
function pieces(leaves: readonly Leaf[], d: number, whole: Range): { at: number; extent: number }[] {
  if ("choices" in whole) return whole.choices.map((at) => ({ at, extent: 1 / whole.choices.length }));
  const borders = new Set([0, 1]);
  for (const { box } of leaves) {
    const range = box[d];
    if (range && "low" in range) borders.add(range.low).add(range.high);
  }
  const sorted = [...borders].sort((a, b) => a - b);
  return sorted.slice(1).map((high, index) => {
    const low = sorted[index] ?? 0;
    return { at: (low + high) / 2, extent: high - low };
  });
}
