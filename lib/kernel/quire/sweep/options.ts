import { z } from "zod";
import type { SweepOrder } from "@/lib/protocol/sweep";
import { lowerIsBetter } from "@/lib/runs/main-metric";
import { halvingSchema } from "@/lib/sweeps/halving";
import { type Dimension, dimensionSchema, type Space, spaceSchema } from "@/lib/sweeps/space";
import { MAX_MINUTES, MAX_TRIALS, mostTrials } from "@/lib/sweeps/sweep";
import { check } from "../check";
import { seedSchema } from "../runs";

const optionsSchema = z.strictObject({
  trials: z.number().int().positive().max(MAX_TRIALS).optional(),
  minutes: z.number().positive().max(MAX_MINUTES).optional(),
  parallel: z.number().int().positive().max(64).default(1),
  metric: z.string().trim().min(1).max(250),
  goal: z.enum(["minimize", "maximize"]).optional(),
  method: z.enum(["tpe", "random", "grid"]).default("tpe"),
  stop: z.union([z.boolean(), halvingSchema]).default(false),
  name: z.string().trim().min(1).max(200).default("sweep"),
  seed: seedSchema.optional(),
  fresh: z.boolean().default(false),
});

const TRIALS = 20;

/** A list is a choice. */
function normalized(space: unknown): unknown {
  if (typeof space !== "object" || space === null) return space;
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]: [string, unknown]) => [
      name,
      Array.isArray(dimension) ? { type: "choice", options: dimension } : dimension,
    ]),
  );
}

/** The parameter at fault is named: the union of all dimensions says too little. */
function checkSpace(space: unknown): Space {
  const loose = check(
    z.record(z.string(), z.unknown()).refine((all) => Object.keys(all).length > 0),
    normalized(space),
    "sweep",
    'a space with a dimension for each parameter, like { lr: { type: "logUniform", min: 1e-4, max: 0.1 }, units: [16, 32] }',
  );
  const dimensions: [string, Dimension][] = Object.entries(loose).map(([name, dimension]) => [
    name,
    check(
      dimensionSchema,
      dimension,
      "sweep",
      `for "${name}" a list of values or { type: "uniform" | "logUniform" | "integer" | "logInteger", min, max, step? } with min below max (and above 0 where it is logarithmic)`,
    ),
  ]);
  return check(spaceSchema, Object.fromEntries(dimensions), "sweep", "100 parameters at most");
}

/** All that the arguments of `sweep` mean, defaults filled in. */
export function readOrder(space: unknown, options: unknown, kernelSeed: number): Omit<SweepOrder, "cellId" | "place"> {
  const given = check(optionsSchema, options, "sweep", 'options like { metric: "val_loss", trials: 30, parallel: 4 }');
  const { metric, method, stop, name, parallel, fresh } = given;
  const plan = {
    space: checkSpace(space),
    method,
    metric,
    goal: given.goal ?? (lowerIsBetter(metric) ? "minimize" : "maximize"),
    halving: stop === false ? null : halvingSchema.parse(stop === true ? {} : stop),
    seed: given.seed ?? kernelSeed,
  } as const;
  const { minutes = null } = given;
  const trials = mostTrials(plan, given.trials ?? (method === "grid" || minutes !== null ? MAX_TRIALS : TRIALS));
  return { name, plan, trials, minutes, parallel, fresh };
}
