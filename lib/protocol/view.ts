import { z } from "zod";
import { inspectChildSchema, inspectNodeSchema, inspectTypeSchema } from "@/lib/kernel/display/inspect-node";
import { valueManifestSchema } from "@/lib/kernel/values/manifest";
import { tableQueries } from "@/lib/tables/table-query";

/** A table that a query may name. */
export const namedTableSchema = z.object({
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type NamedTable = z.infer<typeof namedTableSchema>;

const ref = z.string();
const from = z.number().int().nonnegative();
const variableSchema = z.object({
  name: z.string(),
  cellId: z.string(),
  kind: inspectTypeSchema,
  /** `number`, `Array`, `Tensor float32`. */
  type: z.string(),
  /** `1,797 × 64`, `12 characters`; empty where it says nothing. */
  size: z.string(),
  /** The value on one line, cut. */
  text: z.string(),
});
/** A name of a kernel session as a list of them shows it. */
export type Variable = z.infer<typeof variableSchema>;

/**
 * What a reader may ask a kernel of its names, and of the values that outputs refer to by `ref`. Nothing runs by it but getters that the reader
 * unfolds, and nothing changes.
 */
export const viewCalls = {
  /** All names that have a value now. */
  variables: {
    input: z.object({}),
    output: z.object({ variables: z.array(variableSchema), more: z.number().int().nonnegative() }),
  },
  variable: { input: z.object({ name: z.string() }), output: inspectNodeSchema },
  /** The value of a name, to be kept or sent elsewhere: its parts are those of the manifest, in that order. */
  "variable.value": {
    input: z.object({ name: z.string() }),
    output: z.discriminatedUnion("ok", [
      z.object({
        ok: z.literal(true),
        /** As in the list of names. */
        type: z.string(),
        size: z.string(),
        manifest: valueManifestSchema,
        parts: z.array(z.instanceof(Uint8Array)),
      }),
      /** It cannot be written down, and why. */
      z.object({ ok: z.literal(false), reason: z.string() }),
    ]),
  },
  /** The value of a getter, or one that was too deep to be followed. */
  node: { input: z.object({ ref }), output: inspectNodeSchema },
  children: {
    input: z.object({ ref, from, count: z.number().int().positive().max(1000) }),
    output: z.object({ children: z.array(inspectChildSchema), more: z.number().int().nonnegative() }),
  },
  text: {
    input: z.object({ ref, from, count: z.number().int().positive().max(100_000) }),
    output: z.object({ text: z.string(), more: z.number().int().nonnegative() }),
  },
  "table.rows": { input: tableQueries.rows.input.extend({ ref }), output: tableQueries.rows.output },
  "table.columns": { input: tableQueries.columns.input.extend({ ref }), output: tableQueries.columns.output },
  /** Names of cells that hold tables, with their columns. */
  tables: { input: z.object({}), output: z.array(namedTableSchema) },
  "table.file": { input: tableQueries.file.input.extend({ ref }), output: tableQueries.file.output },
} as const;

export type ViewCallName = keyof typeof viewCalls;
export type ViewInput<N extends ViewCallName> = z.input<(typeof viewCalls)[N]["input"]>;
export type ViewOutput<N extends ViewCallName> = z.output<(typeof viewCalls)[N]["output"]>;

/** Asks the kernel. Rejects with a QuireError for the reader: the kernel is gone, or the value is. */
export interface Viewer {
  view<N extends ViewCallName>(name: N, input: ViewInput<N>): Promise<ViewOutput<N>>;
}
