import { z } from "zod";
import { shownNumberSchema } from "@/lib/kernel/display/number";

/** One cell as JSON carries it: dates in ISO form, what is no number by its name, null where there is nothing. */
export const tableCellSchema = z.union([z.string(), shownNumberSchema, z.boolean(), z.null()]);
export type TableCell = z.infer<typeof tableCellSchema>;
