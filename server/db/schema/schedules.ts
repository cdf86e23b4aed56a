import { boolean, index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ScheduleTrigger } from "@/lib/protocol/schedule";
import { user } from "./auth";
import { createdAt, moment } from "./columns";
import { jobs } from "./jobs";
import { notebooks } from "./notebooks";
import { workspaces } from "./people";

/** When a notebook runs by itself, in the name of who set it. */
export const schedules = pgTable(
  "schedules",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    trigger: jsonb("trigger").$type<ScheduleTrigger>().notNull(),
    paused: boolean("paused").notNull().default(false),
    /** At times: the next one. */
    nextAt: moment("next_at"),
    /** Of a dataset: the newest version that has been seen to. */
    seenVersion: integer("seen_version"),
    createdAt: createdAt(),
  },
  (t) => [index("schedules_notebook").on(t.notebookId), index("schedules_due").on(t.nextAt)],
);

export const firingStatus = pgEnum("firing_status", ["queued", "refused", "skipped"]);

/** Each time that a schedule came due, with the job that came of it, or why none did. */
export const scheduleFirings = pgTable(
  "schedule_firings",
  {
    id: text("id").primaryKey(),
    scheduleId: text("schedule_id")
      .notNull()
      .references(() => schedules.id, { onDelete: "cascade" }),
    /** What it was due for: a moment, a version of a dataset, or a person's press. Each comes once. */
    due: text("due").notNull(),
    status: firingStatus("status").notNull(),
    jobId: text("job_id").references(() => jobs.id, { onDelete: "set null" }),
    reason: text("reason"),
    /** Its person has seen that it failed. */
    seenAt: moment("seen_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("schedule_firings_due").on(t.scheduleId, t.due), index("schedule_firings_job").on(t.jobId)],
);
