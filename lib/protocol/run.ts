import { z } from "zod";
import { packageLocksSchema } from "@/lib/packages/lock";

/** Text that a database can keep: PostgreSQL has no NUL. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes("\0"), "Text may not contain a NUL character.");

export const runParamsSchema = z.record(text(250).min(1), z.union([text(6000), z.number(), z.boolean(), z.null()]));
export type RunParams = z.infer<typeof runParamsSchema>;

export const runStatusSchema = z.enum(["running", "finished", "failed", "cancelled", "lost"]);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** JSON has no NaN and no infinities: they travel by name, as in MLflow's API. */
export const metricValueSchema = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);

export const metricPointSchema = z.object({
  key: text(250).min(1),
  step: z.number().int().nonnegative().max(2_147_483_647),
  value: metricValueSchema,
});
export type MetricPoint = z.infer<typeof metricPointSchema>;

/** All that is needed to run it again: see docs/adr on reproducible runs. */
export const runSnapshotSchema = z.object({
  format: z.literal("quire-snapshot/1"),
  notebookId: z.string(),
  notebookTitle: z.string(),
  cells: z.array(
    z.object({ id: z.string(), type: z.enum(["ts", "md", "sql"]), source: z.string(), name: z.string().optional() }),
  ),
  /** Versions by name or, where a cell imports from the registry, by specifier; what those are to the byte is in `locks`. */
  packages: z.record(z.string(), z.string()),
  locks: packageLocksSchema.default({}),
  datasets: z.array(z.object({ name: z.string(), number: z.number().int(), hash: z.string() })),
  seed: z.number().int(),
});
export type RunSnapshot = z.infer<typeof runSnapshotSchema>;
