import { z } from "zod";

export const INPUT_MIME = "application/vnd.quire.input+json";

const label = z.string();
const text = z.string();
const number = z.number();
const day = z.string();
const option = z.array(z.string()).min(1);

/** A file that a person chose: its bytes lie in the workspace's blobs. */
export const chosenFileSchema = z.object({
  name: z.string().max(500),
  type: z.string().max(200),
  size: z.number().int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ChosenFile = z.infer<typeof chosenFileSchema>;

/** Controls that may stand alone or in a form. `value` is what the control has until somebody changes it. */
const fieldOptions = [
  z.object({ type: z.literal("slider"), label, min: number, max: number, step: number.positive(), value: number }),
  z.object({
    type: z.literal("range"),
    label,
    min: number,
    max: number,
    step: number.positive(),
    value: z.tuple([number, number]),
  }),
  z.object({
    type: z.literal("number"),
    label,
    min: number.optional(),
    max: number.optional(),
    step: number.positive().optional(),
    value: number,
  }),
  z.object({
    type: z.literal("text"),
    label,
    value: text,
    placeholder: text.optional(),
    rows: z.number().int().positive().optional(),
    required: z.boolean(),
    maxLength: z.number().int().positive(),
    pattern: text.optional(),
    patternHint: text.optional(),
  }),
  z.object({ type: z.literal("select"), label, options: option, value: text }),
  z.object({ type: z.literal("multiSelect"), label, options: option, value: z.array(text) }),
  z.object({ type: z.literal("checkbox"), label, value: z.boolean() }),
  z.object({
    type: z.literal("date"),
    label,
    min: day.optional(),
    max: day.optional(),
    required: z.boolean(),
    value: day.nullable(),
  }),
  z.object({ type: z.literal("color"), label, value: text }),
  z.object({
    type: z.literal("file"),
    label,
    accept: text.optional(),
    maxBytes: z.number().int().positive(),
    value: chosenFileSchema.nullable(),
  }),
] as const;

export const fieldSchema = z.discriminatedUnion("type", fieldOptions);
export type Field = z.infer<typeof fieldSchema>;

export const controlSchema = z.discriminatedUnion("type", [
  ...fieldOptions,
  z.object({ type: z.literal("button"), label, value: z.number().int().nonnegative() }),
  z.object({
    type: z.literal("table"),
    label,
    /** The rows that can be chosen, in words; of a longer table the first ones. */
    columns: z.array(z.object({ name: z.string(), numeric: z.boolean() })),
    rows: z.array(z.array(z.string())),
    total: z.number().int().nonnegative(),
    many: z.boolean(),
    value: z.array(z.number().int().nonnegative()),
  }),
  z.object({
    type: z.literal("form"),
    label,
    submit: z.string(),
    fields: z.array(z.object({ name: z.string(), field: fieldSchema })),
    value: z.record(z.string(), z.json()),
  }),
]);
export type Control = z.infer<typeof controlSchema>;
export type ControlOf<T extends Control["type"]> = Extract<Control, { type: T }>;

/** Which input: the cell that makes it, its key there, and whether its value is everyone's or only this person's. */
export const inputRefSchema = z.object({ cell: z.string(), key: z.string(), shared: z.boolean() });
export type InputRef = z.infer<typeof inputRefSchema>;

/** A control as it is shown under its cell. */
export const inputSchema = inputRefSchema.extend({
  /** The cell's names that hold its value. None: the value goes on in some other way, and a change takes the cell to run. */
  names: z.array(z.string()),
  control: controlSchema,
});
export type Input = z.infer<typeof inputSchema>;

/** What a person has chosen in a cell's inputs, by key: everyone's values and one's own. */
export const chosenSchema = z.object({
  shared: z.record(z.string(), z.json()),
  mine: z.record(z.string(), z.json()),
});
export type Chosen = z.infer<typeof chosenSchema>;

export type Json = z.infer<ReturnType<typeof z.json>>;

/** The most that one input may hold, written as JSON: values lie in the notebook's document. */
export const MAX_INPUT_JSON = 100_000;
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
