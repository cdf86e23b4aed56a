import { z } from "zod";

/** `image/png`, `audio/ogg; codecs=opus`: a type and its parameters, nothing else. */
export const mimeTypeSchema = z
  .string()
  .max(200)
  .regex(/^[\w.+-]+\/[\w.+-]+(\s*;\s*[\w-]+=("[^"]*"|[^;\s"]+))*$/);
