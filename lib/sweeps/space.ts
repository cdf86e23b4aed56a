import { z } from "zod";

const nameSchema = z
  .string()
  .min(1)
  .max(250)
  .refine((name) => !name.includes("\0"), "A name may not contain a NUL character.");

export const paramSchema = z.union([z.string().max(6000), z.number(), z.boolean()]);
export type ParamValue = z.infer<typeof paramSchema>;

const ascending = <T extends { min: number; max: number }>({ min, max }: T) => min < max;
const needsOrder = { message: "min must be less than max", path: ["min"] };
/** `step`: only every so manyth value from `min` on. `points`: how many values a grid takes where there is no step. */
const numeric = {
  min: z.number(),
  max: z.number(),
  step: z.number().positive().optional(),
  points: z.number().int().min(2).max(1000).optional(),
};
const whole = {
  ...numeric,
  min: z.number().int(),
  max: z.number().int(),
  step: z.number().int().positive().optional(),
};

export const dimensionSchema = z.union([
  z.strictObject({ type: z.literal("choice"), options: z.array(paramSchema).min(1).max(1000) }),
  z.strictObject({ type: z.literal("uniform"), ...numeric }).refine(ascending, needsOrder),
  z
    .strictObject({ type: z.literal("logUniform"), ...numeric, min: z.number().positive() })
    .refine(ascending, needsOrder),
  z.strictObject({ type: z.literal("integer"), ...whole }).refine(ascending, needsOrder),
  z
    .strictObject({ type: z.literal("logInteger"), ...whole, min: z.number().int().positive() })
    .refine(ascending, needsOrder),
]);
export type Dimension = z.infer<typeof dimensionSchema>;
export type NumericDimension = Exclude<Dimension, { type: "choice" }>;

/** What is searched, by the name of the parameter. */
export const spaceSchema = z
  .record(nameSchema, dimensionSchema)
  .refine((space) => Object.keys(space).length <= 100, "100 parameters at most");
export type Space = z.infer<typeof spaceSchema>;

export const trialParamsSchema = z.record(nameSchema, paramSchema);
export type TrialParams = z.infer<typeof trialParamsSchema>;

const isLog = ({ type }: Dimension): boolean => type === "logUniform" || type === "logInteger";
const isWhole = ({ type }: Dimension): boolean => type === "integer" || type === "logInteger";

/** Between two values of the dimension; undefined where it is continuous. */
const stepOf = (dimension: NumericDimension): number | undefined =>
  dimension.step ?? (isWhole(dimension) ? 1 : undefined);

/** The largest value that can come out: `max`, or the last step before it. */
function lastValue(dimension: NumericDimension): number {
  const { min, max } = dimension;
  const step = stepOf(dimension);
  return step === undefined ? max : Math.min(max, twelve(min + Math.floor((max - min) / step + 1e-9) * step));
}

/**
 * Where the unit interval's ends lie. With a step, half a step further out on both sides, so that the first and the last
 * value are as likely as each between them.
 */
function span(dimension: NumericDimension): { low: number; high: number } {
  const half = (stepOf(dimension) ?? 0) / 2;
  const [from, to] = [dimension.min - half, lastValue(dimension) + half];
  return isLog(dimension)
    ? { low: Math.log(Math.max(from, dimension.min / 2)), high: Math.log(to) }
    : { low: from, high: to };
}

/** 0.3 where 0.1 + 0.2 comes out. Engines differ in the last digit of `Math.exp`: their trials do not. */
const twelve = (value: number): number => Number(value.toPrecision(12));

/** Within the dimension. */
const tidy = (dimension: NumericDimension, value: number): number =>
  Math.min(lastValue(dimension), Math.max(dimension.min, twelve(value)));

/** The value at a place of the unit interval. */
export function fromUnit(dimension: NumericDimension, unit: number): number {
  const { low, high } = span(dimension);
  const scaled = low + Math.min(1, Math.max(0, unit)) * (high - low);
  const value = isLog(dimension) ? Math.exp(scaled) : scaled;
  const { min } = dimension;
  const step = stepOf(dimension);
  if (step === undefined) return tidy(dimension, value);
  return tidy(dimension, min + Math.round((value - min) / step) * step);
}

/** The place of a value in the unit interval: its opposite. */
export function toUnit(dimension: NumericDimension, value: number): number {
  const { low, high } = span(dimension);
  const scaled = isLog(dimension) ? Math.log(value) : value;
  return Math.min(1, Math.max(0, (scaled - low) / (high - low)));
}

/** How many values the dimension has; Infinity where it is continuous. */
export function sizeOf(dimension: Dimension): number {
  if (dimension.type === "choice") return dimension.options.length;
  const step = stepOf(dimension);
  return step === undefined ? Infinity : Math.round((lastValue(dimension) - dimension.min) / step) + 1;
}

/** The dimension's values for a grid: all of them, or `points` (5 where nothing is said) at equal distances on its scale. */
export function gridValues(dimension: Dimension): ParamValue[] {
  if (dimension.type === "choice") return dimension.options;
  const size = sizeOf(dimension);
  const points = dimension.points ?? 5;
  if (size !== Infinity && (dimension.points === undefined || size <= points))
    return Array.from({ length: size }, (_, index) =>
      tidy(dimension, dimension.min + index * (stepOf(dimension) ?? 1)),
    );
  const [from, to] = [toUnit(dimension, dimension.min), toUnit(dimension, lastValue(dimension))];
  const at = (index: number) => fromUnit(dimension, from + ((to - from) * index) / (points - 1));
  return [...new Set(Array.from({ length: points }, (_, index) => tidy(dimension, at(index))))];
}

/** The same parameters, however their names are ordered. */
export const sameParams = (a: TrialParams, b: TrialParams): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => Object.is(a[name], b[name]));
