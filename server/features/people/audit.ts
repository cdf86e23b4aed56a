import { and, desc, eq, lt } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { user } from "@/server/db/schema/auth";
import { auditLog } from "@/server/db/schema/people";

export interface AuditEntry {
  /** Null for what belongs to no workspace, such as a personal token. */
  workspaceId: string | null;
  userId: string;
  /** Subject and verb: `member.remove`, `endpoint.publish`. */
  action: string;
  /** Id or name of what it was done to. */
  target: string;
  details?: Record<string, unknown>;
}

/** Appends to the audit log. Pass `{ db: tx }` to write it in the transaction of the act itself. Never put secrets in `details`. */
export async function audit(on: { db: Queryable }, { details = {}, ...entry }: AuditEntry): Promise<void> {
  await on.db.insert(auditLog).values({ ...entry, details });
}

/** The newest entries first; `before` is the id from which on to continue downwards. */
export async function listAudit(app: App, workspaceId: string, { before, limit }: { before?: number; limit: number }) {
  const targetPerson = alias(user, "target_person");
  return app.db
    .select({
      id: auditLog.id,
      action: auditLog.action,
      target: auditLog.target,
      details: auditLog.details,
      at: auditLog.createdAt,
      by: user.name,
      /** The person it was done to, where the target is one. */
      person: targetPerson.name,
    })
    .from(auditLog)
    .leftJoin(user, eq(user.id, auditLog.userId))
    .leftJoin(targetPerson, eq(targetPerson.id, auditLog.target))
    .where(and(eq(auditLog.workspaceId, workspaceId), before === undefined ? undefined : lt(auditLog.id, before)))
    .orderBy(desc(auditLog.id))
    .limit(limit);
}
