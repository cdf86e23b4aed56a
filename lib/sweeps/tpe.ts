import { CategoricalEstimator, ParzenEstimator } from "./parzen";
import { mapSpace, type Random, sampleParams } from "./sample";
import { type Dimension, fromUnit, type ParamValue, type Space, toUnit, type TrialParams } from "./space";

/** A trial as the next one learns from it. Less is better; Infinity for one that has no result yet, or a hopeless one. */
export interface Observation {
  params: TrialParams;
  loss: number;
}

/** So many trials are drawn evenly before anything is concluded from them. */
export const STARTUP_TRIALS = 20;
const CANDIDATES = 24;
const GAMMA = 0.25;
const MOST_GOOD = 25;

/**
 * The tree-structured Parzen estimator of Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization"
 * (NIPS 2011), with the settings of their implementation, hyperopt: 20 trials drawn evenly; then the best γ·√n (γ = ¼, 25 at
 * most) of n trials make the density l, the others g, each parameter by itself; of 24 values drawn from l the one
 * with the highest l/g is taken.
 *
 * Trials that still run count among the others, so that those which run at the same time differ ("constant liar").
 *
 * Eggensperger et al., "Towards an Empirical Foundation for Assessing Bayesian Optimization of Hyperparameters" (NIPS workshop
 * 2013, table 2), report for TPE the best value of 200 evaluations, mean and deviation of ten runs: Branin 0.526 ± 0.13,
 * Hartmann6 −2.823 ± 0.18. tpe.test.ts holds this one to those figures.
 */
export function suggest(space: Space, observations: readonly Observation[], random: Random): TrialParams {
  const known = observations.filter(({ loss }) => Number.isFinite(loss)).sort((a, b) => a.loss - b.loss);
  if (known.length < STARTUP_TRIALS) return sampleParams(space, random);
  const good = known.slice(0, Math.min(MOST_GOOD, Math.ceil(GAMMA * Math.sqrt(known.length))));
  const others = [...known.slice(good.length), ...observations.filter(({ loss }) => !Number.isFinite(loss))];
  return mapSpace(space, (dimension, name) => {
    const values = (of: readonly Observation[]) => of.flatMap(({ params }) => params[name] ?? []);
    return suggestValue(dimension, values(good), values(others), random);
  });
}

interface Estimator {
  sample(random: Random): number;
  logDensity(x: number): number;
}

function suggestValue(
  dimension: Dimension,
  good: readonly ParamValue[],
  others: readonly ParamValue[],
  random: Random,
): ParamValue {
  const [l, g] = [estimate(dimension, good), estimate(dimension, others)];
  let best = { score: -Infinity, value: undefined as ParamValue | undefined };
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const drawn = l.sample(random);
    const value = dimension.type === "choice" ? dimension.options[drawn] : fromUnit(dimension, drawn);
    const x = dimension.type === "choice" ? drawn : toUnit(dimension, Number(value));
    const score = l.logDensity(x) - g.logDensity(x);
    if (score > best.score) best = { score, value };
  }
  return best.value ?? (dimension.type === "choice" ? (dimension.options[0] as ParamValue) : dimension.min);
}

function estimate(dimension: Dimension, values: readonly ParamValue[]): Estimator {
  if (dimension.type !== "choice")
    return new ParzenEstimator(
      values.filter((value) => typeof value === "number").map((value) => toUnit(dimension, value)),
    );
  const indices = values.map((value) => dimension.options.indexOf(value)).filter((index) => index >= 0);
  return new CategoricalEstimator(indices, dimension.options.length);
}
