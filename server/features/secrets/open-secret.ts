import { and, eq, sql } from "drizzle-orm";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { unseal } from "@/server/auth/vault";
import { auditLog } from "@/server/db/schema/people";
import { secrets } from "@/server/db/schema/secrets";
import { requireNotebook } from "@/server/features/notebooks/access";
import type { WorkspaceMembership } from "@/server/features/people/membership";
import { maskOf } from "./given-out";
import { mayUse, noSecret, placeOf, type SecretRow } from "./secrets";

/** What a secret is wanted for: a cell of a notebook, a script that is in none, or the import of a dataset. */
export type SecretUse = { notebookId: string } | { script: true } | { importOf: string };

/** `isEveryone`: what is opened is seen by everyone who may run cells in the workspace. */
export interface SecretUser {
  userId: string;
  isEveryone?: boolean;
}

/** A cell needs a secret once; one that asks in a loop keeps its own copy. */
const limiter = new RateLimiterMemory({ points: 300, duration: 60 });

/** The value, for that person and purpose; each refusal says what to do. */
export async function openSecret(
  app: App,
  workspace: WorkspaceMembership,
  person: SecretUser,
  name: string,
  use: SecretUse,
): Promise<string> {
  const { userId } = person;
  await limit(userId);
  if ("notebookId" in use) await requireNotebook(app, workspace.id, use.notebookId);
  const where = and(eq(secrets.workspaceId, workspace.id), eq(secrets.name, name));
  const [row] = await app.db.select().from(secrets).where(where);
  if (!row) throw noSecret(name);
  checkPerson(row, workspace, person);
  checkPurpose(row, use);
  const value = unseal(app.env, placeOf(workspace.id, name), row.sealed, `The secret "${name}"`);
  await app.db
    .update(secrets)
    .set({ usedAt: sql`now()` })
    .where(where);
  await auditUse(app, workspace.id, userId, name, use);
  if (!("importOf" in use)) maskOf(app, workspace.id).add(name, value);
  return value;
}

async function limit(userId: string): Promise<void> {
  try {
    await limiter.consume(userId);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new QuireError(
      "TOO_MANY_REQUESTS",
      `Secrets were asked for too often. Ask once and keep the value in a name; try again in ${Math.ceil(error.msBeforeNext / 1000)} s.`,
    );
  }
}

function checkPerson(row: SecretRow, workspace: WorkspaceMembership, { userId, isEveryone }: SecretUser): void {
  if (isEveryone && row.role !== "editor")
    throw new QuireError(
      "FORBIDDEN",
      `The secret "${row.name}" is not for everyone who may run cells here, and a shared session is everyone's. Run the cell in your own kernel.`,
    );
  if (mayUse(row, { role: workspace.role, userId })) return;
  const whose = row.role === "owner" ? "owners" : row.role === "editor" ? "editors and owners" : "certain members";
  throw new QuireError(
    "FORBIDDEN",
    `The secret "${row.name}" is for ${whose} of this workspace, and you are none of them. Ask an owner to let you use it.`,
  );
}

function checkPurpose({ name, notebookIds }: SecretRow, use: SecretUse): void {
  if (notebookIds === null) return;
  if (notebookIds.length === 0 && "importOf" in use) return;
  if ("notebookId" in use && notebookIds.includes(use.notebookId)) return;
  const only = notebookIds.length === 0 ? "the import of datasets" : "certain notebooks";
  const here = "importOf" in use ? "imports" : "notebookId" in use ? "this notebook" : "a script outside of them";
  throw new QuireError(
    "FORBIDDEN",
    `The secret "${name}" is for ${only}, not for ${here}. An owner can change that in the workspace's settings.`,
  );
}

/** One row for each person, secret and purpose an hour: who used it where can be traced, and a loop cannot fill the log. */
async function auditUse(app: App, workspaceId: string, userId: string, name: string, use: SecretUse): Promise<void> {
  const details = JSON.stringify(use);
  await app.db.execute(sql`
    insert into ${auditLog} (workspace_id, user_id, action, target, details)
    select ${workspaceId}, ${userId}, 'secret.use', ${name}, ${details}::jsonb
    where not exists (
      select 1 from ${auditLog}
      where workspace_id = ${workspaceId} and user_id = ${userId} and action = 'secret.use' and target = ${name}
        and details = ${details}::jsonb and created_at > now() - interval '1 hour')`);
}
