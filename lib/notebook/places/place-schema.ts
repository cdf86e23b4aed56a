import { z } from "zod";
import { folderParts, tidy } from "./folders";

const MAX_DEPTH = 6;
const MAX_NAME = 60;

export const folderSchema = z
  .string()
  .max(1000)
  .transform(folderParts)
  .pipe(
    z
      .array(z.string().max(MAX_NAME, `The name of a folder has at most ${MAX_NAME} characters.`))
      .max(MAX_DEPTH, `Folders lie in each other at most ${MAX_DEPTH} deep.`),
  )
  .transform((parts) => parts.join("/"));

export const tagSchema = z
  .string()
  .max(200)
  .transform((tag) => tidy(tag.replace(/[#,]/g, " ")))
  .pipe(z.string().min(1, "A tag needs a letter.").max(40, "A tag has at most 40 characters."));
