import { workspaceProcedure } from "@/server/trpc/init";
import { unseenFailures } from "../schedules";

/** What failed since they last looked, of the caller's own schedules and those that only an owner can mend. */
export const listUnseen = workspaceProcedure("viewer").query(({ ctx: { app, workspace, principal } }) =>
  unseenFailures(app, { workspaceId: workspace.id, userId: principal.userId, role: workspace.role }),
);
