import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { ClaimedTrial, RecordedTrial, SweepState, TrialEnd, TrialReport } from "@/lib/protocol/sweep";
import { againTrial, isHopeless, isOver, newTrial, propose, type Trial, withReport } from "@/lib/sweeps/sweep";
import { isTimeUp, timeUpWords } from "@/lib/sweeps/time-budget";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { jobAttempts } from "@/server/db/schema/jobs";
import { runs } from "@/server/db/schema/runs";
import { sweeps, sweepTrials } from "@/server/db/schema/sweeps";
import { announceChange } from "@/server/features/runs/announce";

/** Every change of a sweep's trials is one transaction here, under a lock on the sweep's row: so each trial is taken once. */
export type SweepApp = Pick<App, "db" | "events">;
export type SweepRow = typeof sweeps.$inferSelect;

/** A kernel that has taken a trial and not begun its run by then is taken for gone. */
const BEGIN_MS = 120_000;

const noSweep = () => new QuireError("NOT_FOUND", "There is no such sweep in this workspace.");

export async function requireSweep(db: Queryable, workspaceId: string, sweepId: string): Promise<SweepRow> {
  const [row] = await db
    .select()
    .from(sweeps)
    .where(and(eq(sweeps.id, sweepId), eq(sweeps.workspaceId, workspaceId)));
  if (!row) throw noSweep();
  return row;
}

async function lock(tx: Queryable, workspaceId: string, sweepId: string): Promise<SweepRow> {
  const [row] = await tx
    .select()
    .from(sweeps)
    .where(and(eq(sweeps.id, sweepId), eq(sweeps.workspaceId, workspaceId)))
    .for("update");
  if (!row) throw noSweep();
  return row;
}

/** Changes the sweep in one transaction, and tells those who watch; `changed: false`: it stays as it was. */
export async function changeSweep<T extends { changed: boolean }>(
  app: SweepApp,
  workspaceId: string,
  sweepId: string,
  change: (tx: Queryable, sweep: SweepRow) => Promise<T>,
): Promise<T> {
  const result = await app.db.transaction(async (tx) => {
    const found = await change(tx, await lock(tx, workspaceId, sweepId));
    if (found.changed)
      await tx
        .update(sweeps)
        .set({ version: sql`${sweeps.version} + 1` })
        .where(eq(sweeps.id, sweepId));
    return found;
  });
  if (result.changed) app.events.publish("sweep", sweepId, { changed: true });
  return result;
}

/** As it will stand when the change is written. */
const changedState = (tx: Queryable, row: SweepRow): Promise<SweepState> =>
  sweepState(tx, { ...row, version: row.version + 1 });

export async function readTrials(db: Queryable, sweepId: string): Promise<RecordedTrial[]> {
  return db
    .select({
      number: sweepTrials.number,
      params: sweepTrials.params,
      seed: sweepTrials.seed,
      status: sweepTrials.status,
      value: sweepTrials.value,
      step: sweepTrials.step,
      rungs: sweepTrials.rungs,
      reason: sweepTrials.reason,
      runId: sweepTrials.runId,
      worker: jobAttempts.workerName,
    })
    .from(sweepTrials)
    .leftJoin(jobAttempts, eq(jobAttempts.id, sweepTrials.attemptId))
    .where(eq(sweepTrials.sweepId, sweepId))
    .orderBy(asc(sweepTrials.number));
}

export async function sweepState(db: Queryable, { id, status, version, endedBy }: SweepRow): Promise<SweepState> {
  return { status, version, trials: await readTrials(db, id), endedBy };
}

interface Reclaimed {
  /** Whether there were any. */
  gone: boolean;
  lost: { id: string; workspaceId: string }[];
}
const nobody: Reclaimed = { gone: false, lost: [] };

/** Trials whose kernels are gone wait to be taken again. Their runs are lost, where nobody has said so yet. */
async function reclaim(tx: Queryable, sweepId: string): Promise<Reclaimed> {
  const gone = await tx
    .update(sweepTrials)
    .set({ status: "waiting" })
    .where(
      and(
        eq(sweepTrials.sweepId, sweepId),
        eq(sweepTrials.status, "running"),
        sql`(exists (select 1 from ${jobAttempts} a where a.id = ${sweepTrials.attemptId} and a.status <> 'running')
          or exists (select 1 from ${runs} r where r.id = ${sweepTrials.runId} and r.status <> 'running')
          or (${sweepTrials.runId} is null and ${sweepTrials.claimedAt} < now() - ${BEGIN_MS} * interval '1 millisecond'))`,
      ),
    )
    .returning({ runId: sweepTrials.runId });
  const runIds = gone.flatMap(({ runId }) => runId ?? []);
  if (runIds.length === 0) return { gone: gone.length > 0, lost: [] };
  const lost = await tx
    .update(runs)
    .set({ status: "lost", endedAt: sql`now()` })
    .where(and(inArray(runs.id, runIds), eq(runs.status, "running")))
    .returning({ id: runs.id, workspaceId: runs.workspaceId });
  return { gone: true, lost };
}

/** The attempt is over, and with it the kernel that ran them: they wait, and those who follow hear of it. */
export async function releaseTrials(app: SweepApp, attemptId: string): Promise<void> {
  const held = await app.db
    .select({ sweepId: sweeps.id, workspaceId: sweeps.workspaceId })
    .from(sweepTrials)
    .innerJoin(sweeps, eq(sweeps.id, sweepTrials.sweepId))
    .where(and(eq(sweepTrials.attemptId, attemptId), eq(sweepTrials.status, "running")));
  for (const { workspaceId, sweepId } of held)
    await changeSweep(app, workspaceId, sweepId, async (tx) => {
      const { gone: changed } = await reclaim(tx, sweepId);
      return { changed };
    });
}

const store = (tx: Queryable, sweepId: string, trial: Trial, change: Partial<typeof sweepTrials.$inferInsert> = {}) => {
  const { number, params, seed, status, value, step, rungs, reason } = trial;
  const row = {
    params,
    seed,
    status,
    value,
    step,
    rungs,
    reason,
    endedAt: isOver(trial) ? new Date() : null,
    ...change,
  };
  return tx
    .insert(sweepTrials)
    .values({ sweepId, number, claim: "", ...row })
    .onConflictDoUpdate({ target: [sweepTrials.sweepId, sweepTrials.number], set: row });
};

/** In words, the time budget that is spent. */
async function spentBudget(tx: Queryable, { id, minutes }: SweepRow, now: number): Promise<string | null> {
  if (minutes === null) return null;
  const ran = await tx
    .select({ from: sweepTrials.claimedAt, to: sweepTrials.endedAt })
    .from(sweepTrials)
    .where(and(eq(sweepTrials.sweepId, id), ne(sweepTrials.status, "waiting")));
  const spans = ran.map(({ from, to }) => ({ from: from.getTime(), to: to?.getTime() ?? null }));
  return isTimeUp(minutes, spans, now) ? timeUpWords(minutes) : null;
}

export interface TakenTrial {
  next: ClaimedTrial | null;
  over: boolean;
  state: SweepState;
}

/** The next trial for a kernel to run: one whose kernel is gone, or a new one. */
export async function claimTrial(
  app: SweepApp,
  workspaceId: string,
  sweepId: string,
  attemptId: string | null,
  now = Date.now(),
): Promise<TakenTrial> {
  const {
    lost,
    changed: _,
    ...taken
  } = await changeSweep(app, workspaceId, sweepId, async (tx, sweep) => {
    const { gone, lost } = sweep.status === "running" ? await reclaim(tx, sweepId) : nobody;
    const trials = await readTrials(tx, sweepId);
    const waiting = trials.find(({ status }) => status === "waiting");
    const none = sweep.status !== "running" || isHopeless(trials) || (!waiting && trials.length >= sweep.total);
    const endedBy = none ? sweep.endedBy : await spentBudget(tx, sweep, now);
    if (none || endedBy !== null) {
      if (endedBy !== sweep.endedBy) await tx.update(sweeps).set({ endedBy }).where(eq(sweeps.id, sweepId));
      const over = sweep.status !== "running" || !trials.some(({ status }) => status === "running");
      const changed = gone || endedBy !== sweep.endedBy;
      const version = sweep.version + (changed ? 1 : 0);
      return { lost, changed, next: null, over, state: { status: sweep.status, version, trials, endedBy } };
    }
    const trial = waiting ? againTrial(waiting) : newTrial(propose(sweep.plan, trials));
    const claim = newId();
    await store(tx, sweepId, trial, { claim, attemptId, claimedAt: new Date(now), runId: null });
    const next = { number: trial.number, claim };
    return { lost, changed: true, next, over: false, state: await changedState(tx, sweep) };
  });
  for (const run of lost) announceChange(app, run);
  return taken;
}

/** The trial while that claim on it holds; null when it is over, or another kernel's. */
async function held(tx: Queryable, { id, status }: SweepRow, { number, claim }: ClaimedTrial) {
  const trials = await readTrials(tx, id);
  const [row] = await tx
    .select({ claim: sweepTrials.claim })
    .from(sweepTrials)
    .where(and(eq(sweepTrials.sweepId, id), eq(sweepTrials.number, number)));
  const trial = trials.find((candidate) => candidate.number === number);
  if (!trial || status !== "running" || row?.claim !== claim || trial.status !== "running") return null;
  return { trial, trials };
}

export async function reportTrial(
  app: SweepApp,
  workspaceId: string,
  sweepId: string,
  { step, value, ...claim }: TrialReport,
): Promise<{ stop: string | null }> {
  const { stop } = await changeSweep(app, workspaceId, sweepId, async (tx, sweep) => {
    const found = await held(tx, sweep, claim);
    if (!found) {
      const stop = sweep.status === "running" ? "Another kernel runs this trial now." : "The sweep has ended.";
      return { changed: false, stop };
    }
    const { trial, stop } = withReport(sweep.plan, found.trials, found.trial, { step, value: value ?? NaN });
    await store(tx, sweepId, stop === null ? trial : { ...trial, status: "stopped", reason: stop });
    return { changed: true, stop };
  });
  return { stop };
}

/** Nothing happens where the claim holds no more: the trial was stopped, or is another kernel's. */
export async function endTrial(
  app: SweepApp,
  workspaceId: string,
  sweepId: string,
  { end, value, step, reason, ...claim }: TrialEnd,
): Promise<void> {
  await changeSweep(app, workspaceId, sweepId, async (tx, sweep) => {
    const found = await held(tx, sweep, claim);
    if (!found) return { changed: false };
    const status = end === "given up" ? "waiting" : end;
    await store(tx, sweepId, { ...found.trial, status, value, step, reason });
    return { changed: true };
  });
}

/** Ties a run that begins to the trial that it records. Throws where the claim on it holds no more. */
export async function tieToTrial(
  tx: Queryable,
  workspaceId: string,
  runId: string,
  { sweepId, number, claim }: ClaimedTrial & { sweepId: string },
): Promise<{ sweepId: string; trial: number }> {
  await requireSweep(tx, workspaceId, sweepId);
  const tied = await tx
    .update(sweepTrials)
    .set({ runId })
    .where(
      and(
        eq(sweepTrials.sweepId, sweepId),
        eq(sweepTrials.number, number),
        eq(sweepTrials.claim, claim),
        eq(sweepTrials.status, "running"),
      ),
    )
    .returning({ number: sweepTrials.number });
  if (tied.length === 0)
    throw new QuireError("CONFLICT", "This trial is another kernel's by now, or it has ended. Run the cell again.");
  return { sweepId, trial: number };
}
