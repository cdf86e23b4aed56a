import { workspaceProcedure } from "@/server/trpc/init";

export const getWorkspace = workspaceProcedure("viewer").query(({ ctx }) => {
  const { slug, name, settings, role } = ctx.workspace;
  return { slug, name, settings, role };
});
