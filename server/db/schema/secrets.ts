import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { user } from "./auth";
import { bytea, createdAt, moment } from "./columns";
import { roleEnum, workspaces } from "./people";

/** Keys and passwords of a workspace, sealed (server/auth/vault.ts). */
export const secrets = pgTable(
  "secrets",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    sealed: bytea("sealed").notNull(),
    /** Who may use it: everyone from this role on, or, where there is none, these members. */
    role: roleEnum("role"),
    userIds: text("user_ids").array().notNull(),
    /** In which notebooks; null: in all of them. The import of datasets may use it where this is null or empty. */
    notebookIds: text("notebook_ids").array(),
    setBy: text("set_by").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    setAt: moment("set_at").notNull().defaultNow(),
    usedAt: moment("used_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.name] })],
);
