import { z } from "zod";

/** Made by the caller for one call and sent with every repeat of it: what has the same key is done once. */
export const idempotencyKeySchema = z.string().regex(/^[\w-]{16,100}$/);
