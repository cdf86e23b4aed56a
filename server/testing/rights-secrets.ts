import { newId } from "@/lib/ids";
import type { App } from "@/server/app";
import { createInvite } from "@/server/features/people/invites";
import { requireMember } from "@/server/features/people/membership";
import type { Principal } from "@/server/auth/principal";
import type { Known } from "./sample-input";
import { callerFor } from "./test-app";

/** What a team owns, for the other team to try to reach. */
export interface Secrets {
  /** In every text of it: no answer to a stranger may contain this. */
  marker: string;
  notebookId: string;
  /** By the name that procedures give such an id in their input. */
  byProperty: Known;
  byPathParameter: Record<string, string>;
}

/** Fills the workspace as its owner. `member` is someone in it. */
export async function createSecrets(
  app: App,
  workspace: string,
  owner: Principal,
  member: Principal,
): Promise<Secrets> {
  const marker = `secret-${newId()}`;
  const caller = callerFor(app, owner);
  const notebook = await caller.notebooks.create({ workspace, title: marker });
  const device = { kind: "browser" as const, backend: "cpu" as const, adapter: marker };
  const { sessionId } = await caller.executions.openSession({ workspace, notebookId: notebook.id, device });
  const executionId = newId();
  await caller.executions.begin({
    workspace,
    notebookId: notebook.id,
    sessionId,
    executionId,
    cellId: "a",
    code: marker,
  });
  const membership = await requireMember(app, owner.userId, workspace, "owner");
  const invite = await createInvite(app, membership, owner.userId, { role: "viewer", days: 1 });
  const { hash } = await app.blobs.put(new TextEncoder().encode(marker));
  return {
    marker,
    notebookId: notebook.id,
    byProperty: { notebookId: notebook.id, sessionId, executionId, inviteId: invite.id, userId: member.userId, hash },
    byPathParameter: { hash },
  };
}
