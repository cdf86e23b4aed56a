import { z } from "zod";

/** The secret of a link, as it arrives from its bearer. */
export const secretSchema = z.string().min(1).max(200);
