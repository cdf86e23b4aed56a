import type { Random } from "./sample";

/** A normal distribution cut off at 0 and 1. */
interface Kernel {
  mean: number;
  sigma: number;
  weight: number;
  /** Its mass between 0 and 1. */
  mass: number;
}

/** Abramowitz and Stegun 7.1.26: the error is below 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - poly * Math.exp(-x * x));
}

const cdf = (x: number, mean: number, sigma: number): number => 0.5 * (1 + erf((x - mean) / (sigma * Math.SQRT2)));

/**
 * How far each point's kernel reaches: to the further one of its neighbours (the ends count as such), but never less than the
 * unit interval divided by the number of points, at most a hundredth: the adaptive Parzen estimator of Bergstra et al. (2011).
 */
function widths(sorted: readonly number[]): number[] {
  const least = 1 / Math.min(100, 1 + sorted.length);
  return sorted.map((x, index) => {
    const left = x - (sorted[index - 1] ?? 0);
    const right = (sorted[index + 1] ?? 1) - x;
    return Math.min(1, Math.max(least, left, right));
  });
}

/** A mixture of a wide prior and a kernel around each point, on the unit interval. */
export class ParzenEstimator {
  readonly #kernels: Kernel[];

  constructor(points: readonly number[]) {
    const all = [...points, 0.5].sort((a, b) => a - b);
    const prior = all.indexOf(0.5);
    const sigmas = widths(all).map((sigma, index) => (index === prior ? 1 : sigma));
    this.#kernels = all.map((mean, index) => {
      const sigma = sigmas[index] ?? 1;
      return { mean, sigma, weight: 1 / all.length, mass: cdf(1, mean, sigma) - cdf(0, mean, sigma) };
    });
  }

  sample(random: Random): number {
    const kernel = this.#kernels[Math.min(this.#kernels.length - 1, Math.floor(random() * this.#kernels.length))];
    if (!kernel) return random();
    // At least a third of each kernel lies within, so this ends soon; the bound is for a generator that is stuck.
    for (let tries = 0; tries < 1000; tries++) {
      const x = kernel.mean + kernel.sigma * normal(random);
      if (x >= 0 && x <= 1) return x;
    }
    return kernel.mean;
  }

  logDensity(x: number): number {
    let density = 0;
    for (const { mean, sigma, weight, mass } of this.#kernels) {
      const z = (x - mean) / sigma;
      density += (weight * Math.exp(-0.5 * z * z)) / (sigma * Math.sqrt(2 * Math.PI) * mass);
    }
    return Math.log(Math.max(density, Number.MIN_VALUE));
  }
}

/** Box and Muller's transform. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** How often each of `size` choices was taken, with one count spread over all of them as the prior. */
export class CategoricalEstimator {
  readonly #weights: number[];

  constructor(indices: readonly number[], size: number) {
    const counts = new Array<number>(size).fill(1 / size);
    for (const index of indices) counts[index] = (counts[index] ?? 0) + 1;
    this.#weights = counts.map((count) => count / (indices.length + 1));
  }

  sample(random: Random): number {
    let rest = random();
    for (const [index, weight] of this.#weights.entries()) {
      rest -= weight;
      if (rest < 0) return index;
    }
    return this.#weights.length - 1;
  }

  logDensity(index: number): number {
    return Math.log(this.#weights[index] ?? Number.MIN_VALUE);
  }
}
