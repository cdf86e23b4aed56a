import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { resolveArriving } from "../find-dataset";

/** What a kernel needs to load the dataset: the manifest with its parts' hashes. */
export const resolveVersion = kernelProcedure("viewer")
  .input(z.object({ name: z.string(), version: z.number().int().positive().optional() }))
  .query(({ ctx, input, signal = new AbortController().signal }) =>
    resolveArriving(ctx.app, ctx.workspace.id, input.name, input.version, signal),
  );
