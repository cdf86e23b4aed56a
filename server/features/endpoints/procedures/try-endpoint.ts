import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { tryEndpoint as attempt } from "../try-endpoint";

/** `body` is what `:predict` would take. */
export const tryEndpoint = workspaceProcedure("viewer")
  .input(z.object({ name: z.string(), body: z.json() }))
  .mutation(({ ctx, input }) => attempt(ctx.app, ctx.workspace.id, ctx.principal.userId, input.name, input.body));
