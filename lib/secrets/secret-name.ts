import { z } from "zod";

/** As environment variables are named, so that a script finds the same secret as `QUIRE_SECRET_NAME`. */
export const secretNameSchema = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{0,62}$/,
    "Use capital letters, digits and underscores, and a letter first, such as WEATHER_KEY.",
  );

/** Shorter ones cannot be told from ordinary text, so they could not be masked in outputs. */
export const SHORTEST_SECRET = 8;
export const LONGEST_SECRET = 16_384;

export const secretValueSchema = z
  .string()
  .min(
    SHORTEST_SECRET,
    `Use at least ${SHORTEST_SECRET} characters: a shorter value could not be told from ordinary text, and so not be masked in outputs.`,
  )
  .max(LONGEST_SECRET, `A secret has at most ${LONGEST_SECRET.toLocaleString("en")} characters.`);
