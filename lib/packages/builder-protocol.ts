import { z } from "zod";
import { errorCodeSchema } from "@/lib/protocol/errors";
import { lockedPackageSchema } from "./lock";

/** What the server asks of the process that builds packages (workers/package-builder.ts): one thing at a time. */
export const buildRequestSchema = z.object({
  /** An empty folder of its own. */
  folder: z.string(),
  /** The folder whose .npmrc counts. */
  settingsFolder: z.string(),
  /** Of the server's environment: what npm's settings are made of. */
  env: z.record(z.string(), z.string()),
  name: z.string(),
  range: z.string(),
  path: z.string(),
  /** Exactly these packages, in place of what the registry would choose today. */
  tree: z.array(lockedPackageSchema).optional(),
});
export type BuildRequest = z.infer<typeof buildRequestSchema>;

export const buildStepSchema = z.object({
  step: z.enum(["resolve", "download", "bundle", "types"]),
  done: z.number().int(),
  total: z.number().int(),
});
export type BuildStep = z.infer<typeof buildStepSchema>;

export const builderMessageSchema = z.discriminatedUnion("type", [
  /** Now it listens. */
  z.object({ type: z.literal("up") }),
  buildStepSchema.extend({ type: z.literal("step") }),
  z.object({
    type: z.literal("built"),
    version: z.string(),
    integrity: z.string(),
    tree: z.array(lockedPackageSchema),
    /** Files within the folder. */
    bundle: z.string(),
    types: z.string(),
  }),
  z.object({ type: z.literal("failed"), code: errorCodeSchema, message: z.string() }),
]);
export type BuilderMessage = z.infer<typeof builderMessageSchema>;
