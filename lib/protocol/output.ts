import { z } from "zod";
import { storedSchema } from "./stored";

/**
 * One display of a value in several forms; a reader takes the richest it knows. Keys are MIME types:
 * `text/plain`, `text/html`, `text/markdown`, `image/svg+xml`, `image/png` (base64), `application/json`, and our own
 * `application/vnd.quire.{inspect,table,tensor,curve,run,model,dataset}+json` (their shapes: lib/kernel/display/*).
 */
export const mimeBundleSchema = z.record(z.string(), z.json());
export type MimeBundle = z.infer<typeof mimeBundleSchema>;

/** What stands in a bundle as plain text, or nothing. */
export const plainOf = (bundle: MimeBundle): string => {
  const text = bundle["text/plain"];
  return typeof text === "string" ? text : "";
};

export const consoleLevelSchema = z.enum(["debug", "log", "info", "warn", "error"]);
export type ConsoleLevel = z.infer<typeof consoleLevelSchema>;

export const errorOutputSchema = z.object({
  name: z.string(),
  message: z.string(),
  /** 1-based line and column in the cell's own text, where known. */
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  stack: z.array(z.string()).default([]),
});
export type ErrorOutput = z.infer<typeof errorOutputSchema>;

/**
 * What a cell emits, in order. `display` with an id seen before replaces that display in place: live curves and
 * progress bars work so. `result` is the value of the cell's last expression.
 */
export const outputChunkSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("display"), id: z.string(), bundle: mimeBundleSchema }),
  z.object({ kind: z.literal("result"), bundle: mimeBundleSchema }),
  z.object({
    kind: z.literal("console"),
    level: consoleLevelSchema,
    bundles: z.array(mimeBundleSchema),
  }),
  /** What a cell printed after its first lines: the last ones, and warnings and errors among the others. Replaced in place. */
  z.object({
    kind: z.literal("folded"),
    id: z.string(),
    /** How many lines it stands for, and how many of each level. */
    total: z.number().int().nonnegative(),
    levels: z.partialRecord(consoleLevelSchema, z.number().int().positive()),
    /** By their number among these lines, in order. */
    lines: z.array(
      z.object({
        at: z.number().int().nonnegative(),
        level: consoleLevelSchema,
        bundles: z.array(mimeBundleSchema),
      }),
    ),
    /** All that the cell printed, as text; `lines` of them where it was too much. */
    text: storedSchema.extend({ lines: z.number().int().nonnegative() }).optional(),
  }),
  z.object({
    kind: z.literal("progress"),
    id: z.string(),
    label: z.string(),
    value: z.number(),
    /** Absent when the end is not known. */
    total: z.number().optional(),
    /** Milliseconds since it began. */
    elapsedMs: z.number(),
    detail: z.string().optional(),
  }),
  z.object({ kind: z.literal("error"), error: errorOutputSchema }),
  z.object({ kind: z.literal("truncated"), reason: z.string() }),
]);
export type OutputChunk = z.infer<typeof outputChunkSchema>;
