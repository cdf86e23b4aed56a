import { z } from "zod";
import { hashSchema } from "./dataset";

/** Bytes that lie in the workspace's store, for every reader: too many to travel with the output. */
export const storedSchema = z.object({ hash: hashSchema, bytes: z.number().int().nonnegative() });
export type Stored = z.infer<typeof storedSchema>;
