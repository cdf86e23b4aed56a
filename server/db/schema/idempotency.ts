import { index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns";
import { workspaces } from "./people";

/** Calls that were done and must not be done again when they are repeated (server/idempotency/once.ts). */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** Whose key it is: the attempt of a job, or a person. */
    owner: text("owner").notNull(),
    key: text("key").notNull(),
    /** Of the procedure and what it was asked: a key is for one call. */
    fingerprint: text("fingerprint").notNull(),
    answer: jsonb("answer").$type<unknown>(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.owner, t.key] }), index("idempotency_keys_age").on(t.createdAt)],
);
