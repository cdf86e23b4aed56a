import { and, desc, eq, inArray, isNull, lte, max, ne, or, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { listCells } from "@/lib/notebook/doc";
import { readReplay } from "@/lib/notebook/replay";
import { readHold } from "@/lib/notebook/run-settings";
import { QuireError } from "@/lib/protocol/errors";
import type { JobSpec } from "@/lib/protocol/job";
import { nextTime } from "@/lib/schedules/next-time";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { jobs } from "@/server/db/schema/jobs";
import { workspaces } from "@/server/db/schema/people";
import { scheduleFirings, schedules } from "@/server/db/schema/schedules";
import { announceQueued, insertJob } from "@/server/features/jobs/ledger";
import { pinDatasets, sliceOf } from "@/server/features/jobs/slice";
import { requireNotebook } from "@/server/features/notebooks/access";
import { requireMember } from "@/server/features/people/membership";

export type FiringApp = Pick<App, "db" | "events" | "log" | "rooms">;
export type ScheduleRow = typeof schedules.$inferSelect;

/** Runs of a schedule end after so long. */
const MINUTES = 24 * 60;

/** The whole notebook as it is now, in the rights that the schedule's person has now. Throws where it may not, or cannot, run. */
async function prepare(app: FiringApp, { workspaceId, notebookId, userId }: ScheduleRow): Promise<JobSpec> {
  const [workspace] = await app.db
    .select({ slug: workspaces.slug })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  await requireMember(app, userId, workspace?.slug ?? "", "editor");
  await requireNotebook(app, workspaceId, notebookId);
  const { spec, pinned } = await app.rooms.look(notebookId, (doc) => {
    const code = listCells(doc).filter((cell) => cell.type !== "md" && readHold(cell) === null);
    if (code.length === 0) throw new QuireError("UNPROCESSABLE", "The notebook has no code to run.");
    return {
      spec: sliceOf(
        doc,
        code.map(({ id }) => id),
      ).spec,
      pinned: readReplay(doc).datasets,
    };
  });
  return { ...spec, datasets: await pinDatasets(app, workspaceId, pinned) };
}

type Prepared = { spec: JobSpec } | { refused: QuireError };

async function tryToPrepare(app: FiringApp, schedule: ScheduleRow): Promise<Prepared> {
  try {
    return { spec: await prepare(app, schedule) };
  } catch (error) {
    if (error instanceof QuireError) return { refused: error };
    throw error;
  }
}

/** What may mend itself by the next time: a cell with an error. A right that is gone does not come back by waiting. */
const isLasting = ({ code }: QuireError): boolean => code === "FORBIDDEN" || code === "NOT_FOUND";

/** Whose words these are: the person may not be the one who reads them. */
const refusalOf = (error: QuireError): string =>
  isLasting(error)
    ? "Who set this schedule may not run the notebook any more, or it is gone. The schedule is paused."
    : error.message;

/** So many firings of each schedule are kept. */
const KEPT = 200;

async function forgetOld(tx: Queryable, scheduleId: string): Promise<void> {
  const old = tx
    .select({ id: scheduleFirings.id })
    .from(scheduleFirings)
    .where(eq(scheduleFirings.scheduleId, scheduleId))
    .orderBy(desc(scheduleFirings.createdAt))
    .offset(KEPT);
  await tx.delete(scheduleFirings).where(inArray(scheduleFirings.id, old));
}

const STILL_AT_IT = "The run before was still going on.";

/** Whether a run that it has fired has not come to its end: a notebook does not run twice at once by one schedule. */
async function goesOn(tx: Queryable, scheduleId: string): Promise<boolean> {
  const [open] = await tx
    .select({ id: jobs.id })
    .from(scheduleFirings)
    .innerJoin(jobs, eq(jobs.id, scheduleFirings.jobId))
    .where(and(eq(scheduleFirings.scheduleId, scheduleId), inArray(jobs.status, ["queued", "running"])))
    .limit(1);
  return open !== undefined;
}

/**
 * Fires once for what is due, in one transaction with the job and with what is due next: a server that dies has done all of it or
 * nothing, and of two that try only one does. False where it was done already.
 */
export async function fire(
  app: FiringApp,
  schedule: ScheduleRow,
  due: string,
  next: Partial<Pick<ScheduleRow, "nextAt" | "seenVersion">>,
): Promise<boolean> {
  const prepared = await tryToPrepare(app, schedule);
  const { id: scheduleId, workspaceId, notebookId, userId } = schedule;
  const jobId = await app.db.transaction(async (tx) => {
    const [still] = await tx.select().from(schedules).where(eq(schedules.id, scheduleId)).for("update");
    if (!still || (still.paused && !isManual(due))) return null;
    await forgetOld(tx, scheduleId);
    const firing = { id: newId(), scheduleId, due };
    if (!isManual(due) && (await goesOn(tx, scheduleId))) {
      // The next version of a dataset waits; a time passes.
      if (still.trigger.type === "dataset") return null;
      await tx
        .insert(scheduleFirings)
        .values({ ...firing, status: "skipped", reason: STILL_AT_IT })
        .onConflictDoNothing();
      await tx.update(schedules).set(next).where(eq(schedules.id, scheduleId));
      return null;
    }
    const refused = "refused" in prepared ? prepared.refused : null;
    const [made] = await tx
      .insert(scheduleFirings)
      .values({ ...firing, status: refused ? "refused" : "queued", reason: refused && refusalOf(refused) })
      .onConflictDoNothing()
      .returning({ id: scheduleFirings.id });
    await tx
      .update(schedules)
      .set({ ...next, paused: still.paused || (refused !== null && isLasting(refused)) })
      .where(eq(schedules.id, scheduleId));
    if (!made || "refused" in prepared) return null;
    const order = { needs: { labels: [] }, limits: { minutes: MINUTES } };
    const id = await insertJob(tx, { workspaceId, notebookId, userId, spec: prepared.spec, ...order });
    await tx.update(scheduleFirings).set({ jobId: id }).where(eq(scheduleFirings.id, made.id));
    return id;
  });
  if (jobId !== null) announceQueued(app, jobId, notebookId);
  app.events.publish("schedule", notebookId, { changed: true });
  return jobId !== null;
}

const isManual = (due: string): boolean => due.startsWith("by hand ");
export const fireByHand = (app: FiringApp, schedule: ScheduleRow): Promise<boolean> =>
  fire(app, schedule, `by hand ${newId()}`, {});

/** Of a time that has passed; however many have since, it fires once and goes on with the next to come. */
async function fireAtTimes(app: FiringApp, now: Date): Promise<void> {
  const due = await app.db
    .select()
    .from(schedules)
    .where(and(eq(schedules.paused, false), lte(schedules.nextAt, now)));
  for (const schedule of due) {
    const { trigger, nextAt } = schedule;
    if (trigger.type !== "cron" || !nextAt) continue;
    await fire(app, schedule, nextAt.toISOString(), { nextAt: nextTime(trigger.cron, trigger.timeZone, now) });
  }
}

/** The number of a dataset's newest version, 0 where there is none. */
export async function newestVersion(app: Pick<App, "db">, workspaceId: string, name: string): Promise<number> {
  const [row] = await app.db
    .select({ number: max(datasetVersions.number) })
    .from(datasets)
    .innerJoin(datasetVersions, eq(datasetVersions.datasetId, datasets.id))
    .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.name, name), isNull(datasets.deletedAt)));
  return row?.number ?? 0;
}

/** Several versions at once are one firing, for the newest. */
async function fireOnVersions(app: FiringApp): Promise<void> {
  const found = await app.db
    .select({ schedule: schedules, name: datasets.name, number: max(datasetVersions.number) })
    .from(schedules)
    .innerJoin(
      datasets,
      and(
        eq(datasets.workspaceId, schedules.workspaceId),
        sql`${datasets.name} = ${schedules.trigger}->>'name'`,
        isNull(datasets.deletedAt),
      ),
    )
    .innerJoin(datasetVersions, eq(datasetVersions.datasetId, datasets.id))
    .where(and(eq(schedules.paused, false), sql`${schedules.trigger}->>'type' = 'dataset'`))
    .groupBy(schedules.id, datasets.name)
    .having(or(isNull(schedules.seenVersion), ne(max(datasetVersions.number), schedules.seenVersion)));
  for (const { schedule, name, number } of found)
    if (number !== null && number > (schedule.seenVersion ?? 0))
      await fire(app, schedule, `${name}@${number}`, { seenVersion: number });
}

/** Fires all that is due. */
export async function fireDue(app: FiringApp, now = new Date()): Promise<void> {
  await fireAtTimes(app, now);
  await fireOnVersions(app);
}
