import { z } from "zod";

export const titleSchema = z
  .string()
  .transform((title) => title.replace(/[\s\0]+/g, " ").trim())
  .pipe(z.string().min(1, "A notebook needs a title.").max(200, "A title has at most 200 characters."));
