import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { requireNotebook } from "@/server/features/notebooks/access";
import type { Keeper } from "./keep-checkpoint";

interface Asking {
  app: App;
  workspace: { id: string };
  principal: Principal;
}

/** Who asks, in which notebook. */
export async function keeperOf({ app, workspace, principal }: Asking, notebookId: string | null): Promise<Keeper> {
  const notebook = notebookId === null ? null : await requireNotebook(app, workspace.id, notebookId);
  return {
    workspaceId: workspace.id,
    userId: principal.userId,
    notebookId: notebook?.id ?? null,
    attempt: principal.attempt ?? null,
  };
}
