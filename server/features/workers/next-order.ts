import type { App } from "@/server/app";
import type { WorkerPrincipal } from "@/server/auth/principal";
import { Bell } from "@/server/bell";
import {
  countSessions,
  endAttempt,
  type Lease,
  leaseNext,
  loseUnnamed,
  renewLeases,
} from "@/server/features/jobs/ledger";
import { questionsOf } from "./questions";
import { introduce, noteGone, type WorkerState } from "./registry";

/** What the server wants of a worker: run a job, stop what is over, or ask again. `draining`: it will get no jobs. */
export type WorkerOrder =
  { type: "job"; lease: Lease } | { type: "stop"; attemptIds: string[] } | { type: "idle"; draining: boolean };

/** A question: what the worker is, and which attempts it runs. */
export interface WorkerQuestion extends WorkerState {
  /** Greater with each question. */
  asked: number;
  running: string[];
  waitMs?: number;
  /** Its last words. */
  leaving?: boolean;
}

/** How long a worker that asks is kept waiting. */
const WAIT_MS = 20_000;
/** A retry comes due without anybody saying so. */
const LOOK_MS = 1000;

/** Answers as soon as there is something for the worker to do, or after a while that it may ask again. */
export async function nextOrder(
  app: App,
  worker: WorkerPrincipal,
  question: WorkerQuestion,
  hungUp: AbortSignal,
): Promise<WorkerOrder> {
  const { workerId, asked, running, leaving = false } = question;
  const { draining } = await introduce(app, worker, question);
  const order = await questionsOf(app).answer(workerId, asked, async (superseded) => {
    if (leaving) return leave(app, workerId);
    await loseUnnamed(app, workerId, running, "Its worker never began it, or could not say how it ended.");
    return findOrder(app, worker, question, AbortSignal.any([hungUp, superseded]));
  });
  return order ?? { type: "idle", draining };
}

async function leave(app: App, workerId: string): Promise<null> {
  await noteGone(app, workerId, "Its worker was stopped.");
  questionsOf(app).forget(workerId);
  return null;
}

async function findOrder(
  app: App,
  worker: WorkerPrincipal,
  state: WorkerQuestion,
  signal: AbortSignal,
): Promise<WorkerOrder> {
  const until = Date.now() + Math.min(WAIT_MS, state.waitMs ?? WAIT_MS);
  // There may be work, or something that the worker runs is over.
  const bell = new Bell(signal).on((end) => app.events.subscribe("queue", "jobs", end));
  for (const id of state.running) bell.on((end) => app.events.subscribe("attempt", id, end));
  try {
    for (;;) {
      const { draining } = await introduce(app, worker, state);
      const { over } = await renewLeases(app, state.workerId, state.running);
      if (over.length > 0) return { type: "stop", attemptIds: over };
      const lease = draining ? null : await tryLease(app, worker, state);
      if (lease && signal.aborted) await endAttempt(app, lease.attemptId, "lose", "Its worker hung up.");
      else if (lease) return { type: "job", lease };
      if (signal.aborted || Date.now() >= until) return { type: "idle", draining };
      await bell.rings(Math.min(LOOK_MS, until - Date.now()));
    }
  } finally {
    bell.stop();
  }
}

async function tryLease(app: App, { workspaceId }: WorkerPrincipal, { workerId, facts, running }: WorkerQuestion) {
  const sessions = await countSessions(app, running);
  const room = { job: running.length - sessions < facts.slots, session: sessions < facts.slots };
  return room.job || room.session ? leaseNext(app, { id: workerId, workspaceId, facts, room }) : null;
}
