import { z } from "zod";

/** Names go into code and addresses: `datasets.load("flowers-2024")`. */
export const datasetNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    "Use lower-case letters, digits, dots, dashes and underscores, at most 63 of them.",
  );

/** A name out of a file's. */
export function suggestName(fileName: string): string {
  const base = fileName.replace(/(\.(csv|tsv|txt|jsonl|ndjson|json|zip|gz|idx\d?-ubyte))+$/i, "").toLowerCase();
  return base
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 63);
}
