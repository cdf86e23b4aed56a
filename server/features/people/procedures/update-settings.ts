import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { fetchHostSchema } from "../fetch-hosts";
import { updateWorkspace, workspaceNameSchema } from "../workspaces";

/** Changes what is given. */
export const updateSettings = workspaceProcedure("owner", "manage")
  .input(
    z.object({
      name: workspaceNameSchema.optional(),
      settings: z.object({ fetchHosts: z.array(fetchHostSchema).max(50).optional() }).optional(),
    }),
  )
  .mutation(({ ctx, input: { name, settings } }) =>
    updateWorkspace(ctx.app, ctx.workspace, ctx.principal.userId, { name, settings }),
  );
