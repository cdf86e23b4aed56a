import { z } from "zod";
import { allowedPackageSchema } from "@/lib/packages/allowed";
import { jobCapsSchema } from "@/lib/protocol/workspace";
import { workspaceProcedure } from "@/server/trpc/init";
import { fetchHostSchema, refuseOwnHost } from "../fetch-hosts";
import { updateWorkspace, workspaceNameSchema } from "../workspaces";

/** Changes what is given. */
export const updateSettings = workspaceProcedure("owner", "manage")
  .input(
    z.object({
      name: workspaceNameSchema.optional(),
      settings: z
        .object({
          fetchHosts: z.array(fetchHostSchema).max(50).optional(),
          /** Null: any package. */
          allowedPackages: z
            .array(allowedPackageSchema)
            .max(500)
            .nullable()
            .transform((list) => list ?? undefined)
            .optional(),
          jobCaps: jobCapsSchema.optional(),
        })
        .optional(),
    }),
  )
  .mutation(({ ctx, input: { name, settings } }) => {
    refuseOwnHost(ctx.app.env.appUrl, settings?.fetchHosts ?? []);
    return updateWorkspace(ctx.app, ctx.workspace, ctx.principal.userId, { name, settings });
  });
