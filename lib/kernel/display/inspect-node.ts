import { z } from "zod";

export const INSPECT_MIME = "application/vnd.quire.inspect+json";

/** One value in the inspector's tree. */
export interface InspectNode {
  /** What it is, for its colour and its icon. `cut`: too deep to be followed. `circular`: an ancestor again. */
  type: InspectType;
  /** The value on one line: `42`, `"text"`, `Array(3)`, `Map(2)`, `class Point`. */
  text: string;
  /** What it holds; a map's keys are nodes. Absent where it can hold nothing. */
  children?: InspectChild[];
  /** How many further children, or characters of a text, were left out. */
  more?: number;
  /** By this name the kernel that made the tree gives what was left out, for as long as it lives. */
  ref?: string;
}
export interface InspectChild {
  key: string | InspectNode;
  value: InspectNode;
  /** A getter of its class, read only when asked: no part of its plain text. */
  inherited?: true;
}

export const inspectTypeSchema = z.enum([
  "undefined",
  "null",
  "boolean",
  "number",
  "bigint",
  "string",
  "symbol",
  "function",
  "class",
  "date",
  "regexp",
  "error",
  "array",
  "typed-array",
  "map",
  "set",
  "object",
  "promise",
  "tensor",
  "getter",
  "circular",
  "cut",
]);
export type InspectType = z.infer<typeof inspectTypeSchema>;

export const inspectNodeSchema: z.ZodType<InspectNode> = z.lazy(() =>
  z.object({
    type: inspectTypeSchema,
    text: z.string(),
    children: z.array(inspectChildSchema).optional(),
    more: z.number().int().positive().optional(),
    ref: z.string().optional(),
  }),
);

export const inspectChildSchema: z.ZodType<InspectChild> = z.lazy(() =>
  z.object({
    key: z.union([z.string(), inspectNodeSchema]),
    value: inspectNodeSchema,
    inherited: z.literal(true).optional(),
  }),
);
