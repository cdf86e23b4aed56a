import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgEnum, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Device } from "@/lib/protocol/device";
import type { JobLimits, JobNeeds, JobSpec, ReturnedValue, WorkerFacts, WorkerLoad } from "@/lib/protocol/job";
import { user } from "./auth";
import { createdAt, moment } from "./columns";
import { notebooks } from "./notebooks";
import { workspaces } from "./people";

/** Lets a worker take the workspace's jobs; only its hash is kept. */
export const workerTokens = pgTable("worker_tokens", {
  id: text("id").primaryKey(),
  workspaceId: text("workspace_id")
    .notNull()
    .references(() => workspaces.id, { onDelete: "cascade" }),
  name: text("name").notNull(),
  prefix: text("prefix").notNull(),
  tokenHash: text("token_hash").notNull().unique(),
  createdBy: text("created_by").references(() => user.id, { onDelete: "set null" }),
  createdAt: createdAt(),
  lastUsedAt: moment("last_used_at"),
  revokedAt: moment("revoked_at"),
});

/** A worker process that has introduced itself: what it is, and when it was last heard of. */
export const workers = pgTable(
  "workers",
  {
    /** Made by the worker when it starts: the same after a broken connection, another after a new start. */
    id: text("id").primaryKey(),
    /** Null for the one of the server itself, which works for all workspaces. */
    tokenId: text("token_id").references(() => workerTokens.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id").references(() => workspaces.id, { onDelete: "cascade" }),
    facts: jsonb("facts").$type<WorkerFacts>().notNull(),
    /** How busy its machine was when it was last heard. */
    load: jsonb("load").$type<WorkerLoad>(),
    /** It takes no more jobs. */
    drainingAt: moment("draining_at"),
    createdAt: createdAt(),
    seenAt: moment("seen_at").notNull().defaultNow(),
  },
  (t) => [index("workers_workspace").on(t.workspaceId, t.seenAt)],
);

export const jobStatus = pgEnum("job_status", ["queued", "running", "succeeded", "failed", "cancelled", "dead"]);
export const attemptStatus = pgEnum("attempt_status", ["running", "succeeded", "failed", "cancelled", "lost"]);

/** Cells that somebody wants run on a server worker. Its states are those of lib/jobs/job-state.ts. */
export const jobs = pgTable(
  "jobs",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    /** In whose name it reads and writes. */
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    spec: jsonb("spec").$type<JobSpec>().notNull(),
    needs: jsonb("needs").$type<JobNeeds>().notNull(),
    limits: jsonb("limits").$type<JobLimits>().notNull(),
    /** Higher goes first. */
    priority: integer("priority").notNull().default(0),
    status: jobStatus("status").notNull().default("queued"),
    attempts: integer("attempts").notNull().default(0),
    maxAttempts: integer("max_attempts").notNull(),
    /** A retry waits until then. */
    notBefore: moment("not_before").notNull().defaultNow(),
    /** Why it ended as it did, in words. */
    reason: text("reason"),
    createdAt: createdAt(),
    endedAt: moment("ended_at"),
  },
  (t) => [
    index("jobs_queue")
      .on(t.priority.desc(), t.createdAt, t.id)
      .where(sql`${t.status} = 'queued'`),
    index("jobs_running")
      .on(t.workspaceId)
      .where(sql`${t.status} = 'running'`),
    index("jobs_notebook").on(t.notebookId, t.createdAt),
  ],
);

/** One try. Its token opens what the job may ask for while it runs, and nothing after: that is what fences a stale worker off. */
export const jobAttempts = pgTable(
  "job_attempts",
  {
    id: text("id").primaryKey(),
    jobId: text("job_id")
      .notNull()
      .references(() => jobs.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    /** Null once the worker is forgotten. */
    workerId: text("worker_id").references(() => workers.id, { onDelete: "set null" }),
    workerName: text("worker_name").notNull().default(""),
    tokenHash: text("token_hash").notNull().unique(),
    status: attemptStatus("status").notNull().default("running"),
    /** Without a word of its worker until then it is lost. */
    leaseUntil: moment("lease_until").notNull(),
    device: jsonb("device").$type<Device>(),
    reason: text("reason"),
    createdAt: createdAt(),
    endedAt: moment("ended_at"),
  },
  (t) => [
    uniqueIndex("job_attempts_number").on(t.jobId, t.number),
    index("job_attempts_worker").on(t.workerId, t.createdAt),
    index("job_attempts_leases")
      .on(t.leaseUntil)
      .where(sql`${t.status} = 'running'`),
  ],
);

/** What a job that succeeded left of its cells' names; the bytes are in the blob store. */
export const jobValues = pgTable(
  "job_values",
  {
    jobId: text("job_id")
      .notNull()
      .references(() => jobs.id, { onDelete: "cascade" }),
    cellId: text("cell_id").notNull(),
    name: text("name").notNull(),
    value: jsonb("value").$type<ReturnedValue["value"]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.cellId, t.name] })],
);
