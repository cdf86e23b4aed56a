import { bigint, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Marks } from "@/lib/protocol/checkpoint";
import { user } from "./auth";
import { createdAt, moment } from "./columns";
import { jobs } from "./jobs";
import { notebooks } from "./notebooks";
import { workspaces } from "./people";
import { runs } from "./runs";

/** What a kernel can go on from: a value by its manifest (lib/kernel/values), whole when the row is there. */
export const checkpoints = pgTable(
  "checkpoints",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    notebookId: text("notebook_id").references(() => notebooks.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** Null: kept by a kernel of the person's own. */
    jobId: text("job_id").references(() => jobs.id, { onDelete: "cascade" }),
    /** The run whose training it keeps. */
    runId: text("run_id").references(() => runs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    manifestHash: text("manifest_hash").notNull(),
    epoch: integer("epoch"),
    metrics: jsonb("metrics").$type<Record<string, number>>().notNull(),
    marks: jsonb("marks").$type<Marks>().notNull(),
    /** Of all its parts together; those that others share count as well. */
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("checkpoints_run").on(t.runId, t.name, t.createdAt),
    index("checkpoints_notebook").on(t.notebookId, t.userId, t.name, t.createdAt),
    index("checkpoints_job").on(t.jobId),
  ],
);

/** The blobs that a checkpoint is made of. */
export const checkpointParts = pgTable(
  "checkpoint_parts",
  {
    checkpointId: text("checkpoint_id")
      .notNull()
      .references(() => checkpoints.id, { onDelete: "cascade" }),
    hash: text("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.checkpointId, t.hash] }), index("checkpoint_parts_hash").on(t.hash)],
);

/** The blobs that a workspace's checkpoints may be made of. Unlike other rights to blobs these end, a day after the last use. */
export const checkpointBlobs = pgTable(
  "checkpoint_blobs",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    hash: text("hash").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    /** When somebody last said that it is about to be used. */
    usedAt: moment("used_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hash] }), index("checkpoint_blobs_hash").on(t.hash)],
);
