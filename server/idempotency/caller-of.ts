import type { Principal } from "@/server/auth/principal";
import type { Caller } from "./once";

/** Who asks, as one whose calls are done once. */
export const callerOf = ({ workspace, principal }: { workspace: { id: string }; principal: Principal }): Caller => ({
  workspaceId: workspace.id,
  userId: principal.userId,
  attempt: principal.attempt ?? null,
});
