import { createHash } from "node:crypto";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { readReplay } from "@/lib/notebook/replay";
import { QuireError } from "@/lib/protocol/errors";
import type { JobNeeds, JobSpec } from "@/lib/protocol/job";
import type { SweepOrder } from "@/lib/protocol/sweep";
import { sortedJson } from "@/lib/sorted-json";
import { resumableCode } from "@/lib/sweeps/resumable-code";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import type { Queryable } from "@/server/db/database";
import { jobs } from "@/server/db/schema/jobs";
import { sweepJobs, sweeps } from "@/server/db/schema/sweeps";
import { announceQueued, insertJob } from "@/server/features/jobs/ledger";
import { pinDatasets, sliceOf } from "@/server/features/jobs/slice";
import { callerOf } from "@/server/idempotency/caller-of";
import { once } from "@/server/idempotency/once";
import { requireSweep, type SweepRow } from "./trials";

export interface SweepCall {
  workspaceId: string;
  principal: Principal;
  notebookId: string;
  executionId: string;
  /** Of the kernel that asks: its helpers get the same, so that what their cells draw is the same. */
  kernelSeed: number;
  order: SweepOrder;
  idempotencyKey?: string;
}

export interface OpenedSweep {
  sweepId: string;
  seed: number;
  role: "lead" | "helper";
  /** Why no worker takes trials of it now, where several are to run at once. */
  waitsFor: string | null;
}

/** What runs before the sweep's cell, and it: the cells of its job, or of the notebook as it is. */
interface Work {
  spec: JobSpec;
  job: Pick<typeof jobs.$inferSelect, "needs" | "limits" | "priority" | "createdAt"> | null;
}

/** Begins a sweep, or goes on with the one that the same cell, plan and code has begun. */
export async function openSweep(app: App, call: SweepCall): Promise<OpenedSweep> {
  const work = await workOf(app, call);
  const helped = work?.spec.sweep && (await requireSweep(app.db, call.workspaceId, work.spec.sweep.id));
  if (helped && isSame(helped, call.order))
    return { sweepId: helped.id, seed: helped.plan.seed, role: "helper", waitsFor: null };
  const { workspaceId, notebookId } = call;
  const queued: string[] = [];
  const opened = await once(app, callerOf({ ...call, workspace: { id: workspaceId } }), keyedCallOf(call), () =>
    Promise.resolve(async (tx) => {
      const key = keyOf(call.order, work?.spec ?? null);
      const { id, plan } = await beginOrGoOn(tx, call, key, work?.job?.createdAt ?? null);
      // A helper that comes by another sweep on its way does not fan out: that one's own kernel has.
      if (work && !helped) queued.push(...(await fanOut(tx, call, id, work)));
      return { sweepId: id, seed: plan.seed };
    }),
  );
  for (const jobId of queued) announceQueued(app, jobId, notebookId);
  app.events.publish("sweep", opened.sweepId, { changed: true });
  const waits = work && !helped && helpersFor(call.order) > 0;
  const waitsFor = waits ? await app.starter.whyWaits(workspaceId, needsOf(work)) : null;
  return { ...opened, role: "lead", waitsFor };
}

const keyedCallOf = ({ idempotencyKey: key, notebookId, executionId, order }: SweepCall) => ({
  procedure: "sweeps.open",
  key,
  asked: { notebookId, executionId, order },
  answer: z.object({ sweepId: z.string(), seed: z.number() }),
});

/** Throws where the code says something else than when the sweep began: a helper must search the same space. */
function isSame({ cellId, place, plan }: SweepRow, order: SweepOrder): boolean {
  if (cellId !== order.cellId || place !== order.place) return false;
  if (planText(plan) === planText(order.plan)) return true;
  throw new QuireError(
    "CONFLICT",
    "On a worker this cell asks for another sweep than where it began: its space or options hang on something that differs there.",
  );
}

/** A plan without its seed: that is found by chance where nobody gave it. */
const planText = ({ seed: _, ...plan }: SweepRow["plan"]): string => sortedJson(plan);

/** Of the cell, what it asks for, and the code and inputs of all that it needs. A cell that the server does not know begins anew each time. */
function keyOf({ cellId, place, name, plan }: SweepOrder, spec: JobSpec | null): string {
  const code =
    spec?.cells.map(({ id, source, inputs }) => [
      id,
      id === cellId ? resumableCode(source) : source,
      inputs?.shared ?? {},
    ]) ?? newId();
  return createHash("sha256")
    .update(sortedJson([cellId, place, name, planText(plan), code]))
    .digest("hex");
}

async function workOf(
  app: App,
  { principal, notebookId, order, kernelSeed, workspaceId }: SweepCall,
): Promise<Work | null> {
  if (principal.attempt) {
    const [job] = await app.db.select().from(jobs).where(eq(jobs.id, principal.attempt.jobId));
    return job ? { spec: { ...job.spec, wanted: [order.cellId] }, job } : null;
  }
  const found = await app.rooms.look(notebookId, (doc) => {
    try {
      return { slice: sliceOf(doc, [order.cellId]), pinned: readReplay(doc).datasets };
    } catch (error) {
      // A script's cell is not in the document; one that has changed meanwhile may not be runnable any more.
      if (error instanceof QuireError) return null;
      throw error;
    }
  });
  if (!found) return null;
  const datasets = await pinDatasets(app, workspaceId, found.pinned);
  return { spec: { ...found.slice.spec, datasets, seed: kernelSeed }, job: null };
}

async function beginOrGoOn(tx: Queryable, call: SweepCall, key: string, jobSince: Date | null): Promise<SweepRow> {
  const { workspaceId, notebookId, executionId, principal, order } = call;
  // One at a time for each key: two that open together must not begin two.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`sweep:${notebookId}:${key}`}, 0))`);
  const [found] = await tx
    .select({ id: sweeps.id, createdAt: sweeps.createdAt })
    .from(sweeps)
    .where(and(eq(sweeps.notebookId, notebookId), eq(sweeps.key, key)))
    .orderBy(desc(sweeps.createdAt), desc(sweeps.id))
    .limit(1);
  const { name, cellId, place, plan, trials: total, minutes } = order;
  const now = {
    total,
    minutes,
    endedBy: null,
    executionId,
    userId: principal.userId,
    status: "running" as const,
    endedAt: null,
  };
  // Another attempt of the same job goes on with what the first began anew.
  const anew = order.fresh && !(found && jobSince && found.createdAt >= jobSince);
  const [row] =
    found && !anew
      ? await tx
          .update(sweeps)
          .set({ ...now, version: sql`${sweeps.version} + 1` })
          .where(eq(sweeps.id, found.id))
          .returning()
      : await tx
          .insert(sweeps)
          .values({ id: newId(), workspaceId, notebookId, cellId, place, key, name, plan, ...now })
          .returning();
  if (!row) throw new Error("the sweep was not written");
  return row;
}

/** How many kernels are to take trials of it beside the cell's own. */
const helpersFor = ({ parallel, trials }: SweepOrder): number => Math.min(parallel, trials) - 1;

const needsOf = ({ job }: Work): JobNeeds => job?.needs ?? { labels: [] };

/** A job for each of them, where it has none. Where no worker is there yet they wait for one. */
async function fanOut(
  tx: Queryable,
  { workspaceId, notebookId, principal, order }: SweepCall,
  sweepId: string,
  work: Work,
): Promise<string[]> {
  const missing = helpersFor(order) - (await openJobs({ db: tx }, sweepId)).length;
  const queued: string[] = [];
  for (let i = 0; i < missing; i++) {
    const jobId = await insertJob(tx, {
      workspaceId,
      notebookId,
      userId: principal.userId,
      spec: { ...work.spec, wanted: [order.cellId], sweep: { id: sweepId } },
      needs: needsOf(work),
      limits: work.job?.limits ?? { minutes: 24 * 60 },
      priority: work.job?.priority ?? 0,
    });
    await tx.insert(sweepJobs).values({ sweepId, jobId });
    queued.push(jobId);
  }
  return queued;
}

/** The sweep's jobs that wait or run. */
export const openJobs = (
  app: { db: Queryable },
  sweepId: string,
  which: ("queued" | "running")[] = ["queued", "running"],
) =>
  app.db
    .select({ id: jobs.id })
    .from(sweepJobs)
    .innerJoin(jobs, eq(jobs.id, sweepJobs.jobId))
    .where(and(eq(sweepJobs.sweepId, sweepId), inArray(jobs.status, which)));
