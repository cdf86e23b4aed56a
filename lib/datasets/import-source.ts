import { z } from "zod";

const secretName = z.string().min(1).max(100);

/** Where a dataset comes from, if not from a file of the person's own. Keys are named, never given. */
export const importSourceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("url"),
    url: z.string().trim().min(1).max(4000),
    /** The secret that is sent as a bearer token. */
    token: secretName.optional(),
  }),
  z.object({
    kind: z.literal("s3"),
    url: z
      .string()
      .trim()
      .max(1200)
      .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,62}\/.+/, "Give the object as s3://bucket/folder/file.csv."),
    /** Of a store other than Amazon's. */
    endpoint: z
      .url({ protocol: /^https?$/, error: "Give the endpoint as https://s3.example.org." })
      .max(500)
      .optional(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, "Give the region as eu-central-1.")
      .default("us-east-1"),
    /** The secrets that hold the two halves of an access key; without them the object must be open to all. */
    keys: z.object({ accessKey: secretName, secretKey: secretName }).optional(),
  }),
]);
export type ImportSource = z.output<typeof importSourceSchema>;
export type ImportSourceInput = z.input<typeof importSourceSchema>;

/** What may be read and kept of it: an address may hold a password, and its query a key. */
export function sourceLabel({ kind, url, ...rest }: ImportSource): string {
  if (kind === "s3") {
    const host = "endpoint" in rest && rest.endpoint !== undefined ? ` at ${new URL(rest.endpoint).host}` : "";
    return `${url}${host}`;
  }
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
