import { bigint, doublePrecision, index, integer, jsonb, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { TrialParams } from "@/lib/sweeps/space";
import type { SweepPlan, Trial } from "@/lib/sweeps/sweep";
import { user } from "./auth";
import { createdAt, moment } from "./columns";
import { jobs } from "./jobs";
import { notebooks } from "./notebooks";
import { workspaces } from "./people";

export const sweepStatus = pgEnum("sweep_status", ["running", "finished", "failed", "cancelled"]);
export const trialStatus = pgEnum("trial_status", ["waiting", "running", "finished", "stopped", "failed"]);

/** A search that a cell makes. Kernels take its trials from here, one at a time each. */
export const sweeps = pgTable(
  "sweeps",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    notebookId: text("notebook_id")
      .notNull()
      .references(() => notebooks.id, { onDelete: "cascade" }),
    cellId: text("cell_id").notNull(),
    /** Which sweep of its cell, from 0. */
    place: integer("place").notNull(),
    /** Of cell, plan and code: the same goes on with it. */
    key: text("key").notNull(),
    name: text("name").notNull(),
    plan: jsonb("plan").$type<SweepPlan>().notNull(),
    /** How many trials there are to be. */
    total: integer("total").notNull(),
    /** Its time budget. */
    minutes: doublePrecision("minutes"),
    /** What has ended it before all its trials. */
    endedBy: text("ended_by"),
    status: sweepStatus("status").notNull().default("running"),
    /** Counts the changes, for those who follow. */
    version: integer("version").notNull().default(0),
    /** Of the cell that leads it. */
    executionId: text("execution_id").notNull(),
    userId: text("user_id").references(() => user.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    endedAt: moment("ended_at"),
  },
  (t) => [
    index("sweeps_key").on(t.notebookId, t.key, t.createdAt),
    index("sweeps_execution").on(t.executionId),
    index("sweeps_workspace").on(t.workspaceId, t.createdAt),
  ],
);

export const sweepTrials = pgTable(
  "sweep_trials",
  {
    sweepId: text("sweep_id")
      .notNull()
      .references(() => sweeps.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    params: jsonb("params").$type<TrialParams>().notNull(),
    seed: bigint("seed", { mode: "number" }).notNull(),
    status: trialStatus("status").notNull(),
    value: doublePrecision("value"),
    step: integer("step").notNull(),
    rungs: jsonb("rungs").$type<Trial["rungs"]>().notNull(),
    reason: text("reason"),
    /** The right to report, of the kernel that runs it now. */
    claim: text("claim").notNull(),
    /** The attempt of a job in which it runs; null in a kernel of a page or a script. */
    attemptId: text("attempt_id"),
    claimedAt: moment("claimed_at").notNull().defaultNow(),
    /** Its newest run: one that was lost, and begun anew, had others before. */
    runId: text("run_id"),
    endedAt: moment("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.sweepId, t.number] }),
    index("sweep_trials_run").on(t.runId),
    index("sweep_trials_attempt").on(t.attemptId),
  ],
);

/** Jobs that run trials of it on workers. */
export const sweepJobs = pgTable(
  "sweep_jobs",
  {
    sweepId: text("sweep_id")
      .notNull()
      .references(() => sweeps.id, { onDelete: "cascade" }),
    jobId: text("job_id")
      .notNull()
      .references(() => jobs.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.sweepId, t.jobId] })],
);
