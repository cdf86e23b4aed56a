import { type Dimension, fromUnit, gridValues, type ParamValue, type Space, type TrialParams } from "./space";

/** Numbers in [0, 1). */
export type Random = () => number;

export const mapSpace = (space: Space, value: (dimension: Dimension, name: string) => ParamValue): TrialParams =>
  Object.fromEntries(Object.entries(space).map(([name, dimension]) => [name, value(dimension, name)]));

export const pick = <T>(options: readonly T[], random: Random): T =>
  options[Math.min(options.length - 1, Math.floor(random() * options.length))] as T;

/** Each parameter drawn by itself, evenly on its own scale. */
export const sampleParams = (space: Space, random: Random): TrialParams =>
  mapSpace(space, (dimension) =>
    dimension.type === "choice" ? pick(dimension.options, random) : fromUnit(dimension, random()),
  );

export const gridSize = (space: Space): number =>
  Object.values(space).reduce((size, dimension) => size * gridValues(dimension).length, 1);

/** The grid's place with that number, from 0: the last parameter changes fastest. */
export function gridAt(space: Space, index: number): TrialParams {
  let rest = index;
  const reversed = Object.entries(space).reverse();
  const chosen = reversed.map(([name, dimension]): [string, ParamValue] => {
    const values = gridValues(dimension);
    const value = values[rest % values.length] as ParamValue;
    rest = Math.floor(rest / values.length);
    return [name, value];
  });
  return Object.fromEntries(chosen.reverse());
}
