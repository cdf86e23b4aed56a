import { eq } from "drizzle-orm";
import type { SweepState } from "@/lib/protocol/sweep";
import type { SweepPlan } from "@/lib/sweeps/sweep";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { notebooks } from "@/server/db/schema/notebooks";
import { openJobs } from "./open-sweep";
import { requireSweep, sweepState } from "./trials";

export interface SweepDetails extends SweepState {
  id: string;
  name: string;
  plan: SweepPlan;
  total: number;
  notebook: { id: string; title: string } | null;
  cellId: string;
  person: { id: string; name: string } | null;
  /** Jobs that work for it on workers, or wait to. */
  jobs: number;
  createdAt: Date;
  endedAt: Date | null;
}

export async function sweepDetails(app: App, workspaceId: string, sweepId: string): Promise<SweepDetails> {
  const row = await requireSweep(app.db, workspaceId, sweepId);
  const [state, [notebook], [person], working] = await Promise.all([
    sweepState(app.db, row),
    app.db.select({ id: notebooks.id, title: notebooks.title }).from(notebooks).where(eq(notebooks.id, row.notebookId)),
    app.db
      .select({ id: user.id, name: user.name })
      .from(user)
      .where(eq(user.id, row.userId ?? "")),
    openJobs(app, sweepId),
  ]);
  const { id, name, plan, total, cellId, createdAt, endedAt } = row;
  const facts = { id, name, plan, total, cellId, createdAt, endedAt };
  return { ...facts, ...state, notebook: notebook ?? null, person: person ?? null, jobs: working.length };
}
