import { z } from "zod";
import { lockedPackageSchema } from "@/lib/packages/lock";
import { MAX_SPECIFIER } from "@/lib/packages/specifier";
import { kernelProcedure } from "@/server/trpc/init";
import { loadPackage as load } from "../load-package";

/** Fetches and builds where that must be: so it takes those who may run cells. */
export const loadPackage = kernelProcedure("editor", "write")
  .input(
    z.object({
      specifier: z.string().max(MAX_SPECIFIER),
      tree: z.array(lockedPackageSchema).min(1).max(1000).optional(),
    }),
  )
  .subscription(({ ctx, input, signal }) =>
    load(ctx.app, ctx.workspace, input, signal ?? new AbortController().signal),
  );
