import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Device } from "@/lib/protocol/device";
import type { RunParams } from "@/lib/protocol/run";
import { user } from "./auth";
import { createdAt, moment } from "./columns";
import { datasetVersions } from "./datasets";
import { jobs } from "./jobs";
import { notebooks } from "./notebooks";
import { workspaces } from "./people";
import { sweeps } from "./sweeps";

export const runStatus = pgEnum("run_status", ["running", "finished", "failed", "cancelled", "lost"]);

export const runs = pgTable(
  "runs",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** The n-th run of its name in the workspace: `digits-mlp #3`. */
    number: integer("number").notNull(),
    name: text("name").notNull(),
    notebookId: text("notebook_id").references(() => notebooks.id, { onDelete: "set null" }),
    executionId: text("execution_id"),
    cellId: text("cell_id"),
    /** The job that records it; nobody else can, as long as that job is not over. */
    jobId: text("job_id").references(() => jobs.id, { onDelete: "set null" }),
    /** When the kernel of the person goes away, it shall go on on a server. */
    handOver: boolean("hand_over").notNull().default(false),
    /** The attempt of it that started the run, or was the last to take it up. */
    attemptId: text("attempt_id"),
    status: runStatus("status").notNull(),
    params: jsonb("params").$type<RunParams>().notNull(),
    /** Where it was last at work. */
    device: jsonb("device").$type<Device>().notNull(),
    /** Where it was before, the first first, when it has moved. */
    earlierDevices: jsonb("earlier_devices").$type<Device[]>().notNull().default([]),
    seed: bigint("seed", { mode: "number" }).notNull(),
    /** The snapshot (cells, package lock, dataset hashes, seed) as a JSON blob. */
    snapshotHash: text("snapshot_hash"),
    /** The trial of a sweep that it records. */
    sweepId: text("sweep_id").references(() => sweeps.id, { onDelete: "set null" }),
    trial: integer("trial"),
    userId: text("user_id").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    endedAt: moment("ended_at"),
  },
  (t) => [
    index("runs_workspace").on(t.workspaceId, t.createdAt),
    uniqueIndex("runs_number").on(t.workspaceId, t.name, t.number),
    index("runs_execution").on(t.executionId),
    index("runs_job").on(t.jobId),
    index("runs_sweep").on(t.sweepId, t.trial),
  ],
);

/** One value a step: the last to arrive stays. NaN and infinities are kept as PostgreSQL's own. */
export const runMetrics = pgTable(
  "run_metrics",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    step: integer("step").notNull(),
    value: doublePrecision("value").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.key, t.step] })],
);

/** The value at each metric's last step: what lists show, sort and filter by, without a walk over all points. */
export const runLatestMetrics = pgTable(
  "run_latest_metrics",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    key: text("key").notNull(),
    step: integer("step").notNull(),
    value: doublePrecision("value").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.key] })],
);

export const runDatasets = pgTable(
  "run_datasets",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    datasetVersionId: text("dataset_version_id")
      .notNull()
      .references(() => datasetVersions.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.runId, t.datasetVersionId] })],
);
