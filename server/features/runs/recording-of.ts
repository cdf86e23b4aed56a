import type { Principal } from "@/server/auth/principal";
import type { Recording } from "./require-run";

/** Who asks, as one who records to that run. */
export const recordingOf = (
  { workspace, principal }: { workspace: { id: string }; principal: Principal },
  runId: string,
): Recording => ({
  workspaceId: workspace.id,
  userId: principal.userId,
  runId,
  jobId: principal.attempt?.jobId ?? null,
});
