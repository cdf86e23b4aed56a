import { z } from "zod";
import type { Json } from "@/lib/inputs/control";

/** Text as notebooks hold it: one string, or its lines with their ends. */
const multiline = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));

/** As `JSON.parse` left it, whatever it holds: a copy would lose the keys that JavaScript takes for something else (`__proto__`). */
const json = z.custom<Json>((value) => value !== undefined);

/** What we read of a notebook of nbformat 4. Other programs leave much out: what we can do without is optional. */
export const ipynbSchema = z.object({
  nbformat: z.number(),
  nbformat_minor: z.number().optional(),
  metadata: z
    .object({
      title: z.string().optional(),
      kernelspec: z
        .object({ name: z.string().optional(), language: z.string().optional(), display_name: z.string().optional() })
        .optional(),
      language_info: z.object({ name: z.string().optional() }).optional(),
      quire: z.object({ meta: z.record(z.string(), json).default({}) }).optional(),
    })
    .default({}),
  cells: z.array(
    z.object({
      cell_type: z.string(),
      id: z.string().optional(),
      source: multiline.default(""),
      metadata: z
        .object({
          tags: z.array(z.string()).optional(),
          jupyter: z
            .object({ source_hidden: z.boolean().optional(), outputs_hidden: z.boolean().optional() })
            .optional()
            .catch(undefined),
          quire: z
            .object({
              id: z.string().optional(),
              type: z.string().optional(),
              settings: z.record(z.string(), json).optional(),
            })
            .optional(),
        })
        .default({}),
      /** Pictures in Markdown cells, by their name: `![](attachment:NAME)`. */
      attachments: z.record(z.string(), z.record(z.string(), multiline)).optional(),
      outputs: z.array(z.unknown()).optional(),
    }),
  ),
});
export type Ipynb = z.infer<typeof ipynbSchema>;
export type IpynbCell = Ipynb["cells"][number];
