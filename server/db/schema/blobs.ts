import { bigint, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns";
import { workspaces } from "./people";

/** Which workspace may read which blob. The bytes lie in the blob store under the hash (SHA-256, hex). */
export const workspaceBlobs = pgTable(
  "workspace_blobs",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    hash: text("hash").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    contentType: text("content_type").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hash] }), index("workspace_blobs_hash").on(t.hash)],
);
