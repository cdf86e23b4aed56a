import { workspaceProcedure } from "@/server/trpc/init";
import { unseenFailures } from "../schedules";

/** What failed of the caller's own schedules since they last looked. */
export const listUnseen = workspaceProcedure("viewer").query(({ ctx: { app, workspace, principal } }) =>
  unseenFailures(app, workspace.id, principal.userId),
);
