import { and, desc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { ScheduleTrigger } from "@/lib/protocol/schedule";
import type { Role } from "@/lib/protocol/workspace";
import { nextTime } from "@/lib/schedules/next-time";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { notebooks } from "@/server/db/schema/notebooks";
import { members } from "@/server/db/schema/people";
import { scheduleFirings, schedules } from "@/server/db/schema/schedules";
import { newestVersion, type ScheduleRow } from "./fire";

type ScheduleApp = Pick<App, "db" | "events">;

/** So many schedules a notebook has at most. */
const MOST = 20;
/** So many firings of each are shown. */
const SHOWN = 20;

export async function requireSchedule(
  app: Pick<App, "db">,
  workspaceId: string,
  scheduleId: string,
): Promise<ScheduleRow> {
  const [row] = await app.db
    .select()
    .from(schedules)
    .where(and(eq(schedules.id, scheduleId), eq(schedules.workspaceId, workspaceId)));
  if (!row) throw new QuireError("NOT_FOUND", "There is no such schedule in this workspace.");
  return row;
}

/** From now on: what came due while it was paused, or before it was set, is not made up for. */
async function fromNow(app: Pick<App, "db">, workspaceId: string, trigger: ScheduleTrigger) {
  return trigger.type === "cron"
    ? { nextAt: nextTime(trigger.cron, trigger.timeZone, new Date()), seenVersion: null }
    : { nextAt: null, seenVersion: await newestVersion(app, workspaceId, trigger.name) };
}

export async function addSchedule(
  app: ScheduleApp,
  row: Pick<ScheduleRow, "workspaceId" | "notebookId" | "userId" | "trigger">,
): Promise<string> {
  const id = newId();
  const begins = await fromNow(app, row.workspaceId, row.trigger);
  const there = await app.db
    .select({ id: schedules.id })
    .from(schedules)
    .where(eq(schedules.notebookId, row.notebookId));
  if (there.length >= MOST)
    throw new QuireError("UNPROCESSABLE", `A notebook has ${MOST} schedules at most. Delete one that is not needed.`);
  await app.db.insert(schedules).values({ id, ...row, ...begins });
  app.events.publish("schedule", row.notebookId, { changed: true });
  return id;
}

/** Who changes it is who it runs for from then on. */
export async function changeSchedule(
  app: ScheduleApp,
  schedule: ScheduleRow,
  userId: string,
  { trigger = schedule.trigger, paused = schedule.paused }: Partial<Pick<ScheduleRow, "trigger" | "paused">>,
): Promise<void> {
  const begins = await fromNow(app, schedule.workspaceId, trigger);
  await app.db
    .update(schedules)
    .set({ trigger, paused, userId, ...begins })
    .where(eq(schedules.id, schedule.id));
  app.events.publish("schedule", schedule.notebookId, { changed: true });
}

export async function deleteSchedule(app: ScheduleApp, { id, notebookId }: ScheduleRow): Promise<void> {
  await app.db.delete(schedules).where(eq(schedules.id, id));
  app.events.publish("schedule", notebookId, { changed: true });
}

/** How each firing ended: as its job did. */
const firingColumns = {
  id: scheduleFirings.id,
  scheduleId: scheduleFirings.scheduleId,
  due: scheduleFirings.due,
  at: scheduleFirings.createdAt,
  jobId: scheduleFirings.jobId,
  status: sql<
    "refused" | "skipped" | (typeof jobs.$inferSelect)["status"] | null
  >`case when ${scheduleFirings.status} = 'queued' then ${jobs.status}::text else ${scheduleFirings.status}::text end`,
  /** From its first attempt to its end, in milliseconds. */
  tookMs: sql<number | null>`(select (extract(epoch from ${jobs.endedAt} - min(a.created_at)) * 1000)::float8
    from ${jobAttempts} a where a.job_id = ${jobs.id})`,
  reason: sql<string | null>`coalesce(${scheduleFirings.reason}, ${jobs.reason})`,
};

export async function listSchedules(app: Pick<App, "db">, notebookId: string) {
  const rows = await app.db
    .select({
      id: schedules.id,
      trigger: schedules.trigger,
      paused: schedules.paused,
      nextAt: schedules.nextAt,
      createdAt: schedules.createdAt,
      person: { id: user.id, name: user.name },
    })
    .from(schedules)
    .innerJoin(user, eq(user.id, schedules.userId))
    .where(eq(schedules.notebookId, notebookId))
    .orderBy(schedules.createdAt, schedules.id);
  if (rows.length === 0) return [];
  const ranked = app.db
    .select({
      ...firingColumns,
      rank: sql<number>`row_number() over (partition by ${scheduleFirings.scheduleId} order by ${scheduleFirings.createdAt} desc)`.as(
        "rank",
      ),
    })
    .from(scheduleFirings)
    .leftJoin(jobs, eq(jobs.id, scheduleFirings.jobId))
    .where(
      inArray(
        scheduleFirings.scheduleId,
        rows.map(({ id }) => id),
      ),
    )
    .orderBy(desc(scheduleFirings.createdAt));
  const firings = (await ranked).filter(({ rank }) => Number(rank) <= SHOWN);
  return rows.map((row) => ({
    ...row,
    firings: firings.filter(({ scheduleId }) => scheduleId === row.id).map(({ rank: _, ...firing }) => firing),
  }));
}

/** A member, by what they may do. */
interface Watcher {
  workspaceId: string;
  userId: string;
  role: Role;
}

/** Their own schedules; for an owner also those whose person may run nothing any more, and so is not to be asked. */
function concerning({ workspaceId, userId, role }: Watcher): SQL | undefined {
  const own = eq(schedules.userId, userId);
  const orphaned = sql`not exists (select 1 from ${members} m where m.workspace_id = ${schedules.workspaceId}
    and m.user_id = ${schedules.userId} and m.role <> 'viewer')`;
  return and(eq(schedules.workspaceId, workspaceId), role === "owner" ? or(own, orphaned) : own);
}

/** Firings that failed of schedules that concern the person, and that nobody has seen yet. */
export async function unseenFailures(app: Pick<App, "db">, watcher: Watcher) {
  return app.db
    .select({ ...firingColumns, notebook: { id: notebooks.id, title: notebooks.title } })
    .from(scheduleFirings)
    .innerJoin(schedules, eq(schedules.id, scheduleFirings.scheduleId))
    .innerJoin(notebooks, and(eq(notebooks.id, schedules.notebookId), isNull(notebooks.deletedAt)))
    .leftJoin(jobs, eq(jobs.id, scheduleFirings.jobId))
    .where(
      and(
        concerning(watcher),
        isNull(scheduleFirings.seenAt),
        or(eq(scheduleFirings.status, "refused"), inArray(jobs.status, ["failed", "dead"])),
      ),
    )
    .orderBy(desc(scheduleFirings.createdAt))
    .limit(10);
}

/** What has come to its end: a run that goes on may still fail. */
export async function markSeen(app: Pick<App, "db">, watcher: Watcher, notebookId: string): Promise<void> {
  const own = app.db
    .select({ id: schedules.id })
    .from(schedules)
    .where(and(concerning(watcher), eq(schedules.notebookId, notebookId)));
  await app.db
    .update(scheduleFirings)
    .set({ seenAt: sql`now()` })
    .where(
      and(
        inArray(scheduleFirings.scheduleId, own),
        isNull(scheduleFirings.seenAt),
        sql`not exists (select 1 from ${jobs} j where j.id = ${scheduleFirings.jobId} and j.status in ('queued', 'running'))`,
      ),
    );
}
