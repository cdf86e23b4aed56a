import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import type { Database } from "@/server/db/database";
import { notebooks, notebookSnapshots, notebookUpdates } from "@/server/db/schema/notebooks";

/** One person's merged edits, as they become a row of the log. */
export interface LogEntry {
  update: Uint8Array;
  /** The connection's user; null for what the server did itself. */
  userId: string | null;
}

export interface LoadedLog {
  /** To be applied in order: the snapshot, if there is one, and the updates after it. */
  updates: Uint8Array[];
  /** How many of them came after the snapshot. */
  sinceSnapshot: number;
}

/** Where rooms keep their documents. When `append` resolves, the entries are committed. */
export interface NotebookLog {
  load(notebookId: string): Promise<LoadedLog>;
  /** All or nothing. `snapshot` is the state right after the entries. */
  append(notebookId: string, entries: LogEntry[], snapshot: Uint8Array | null): Promise<void>;
}

/** The log in PostgreSQL: `notebook_updates` is the truth and only grows, `notebook_snapshots` spares replaying it. */
export class DatabaseLog implements NotebookLog {
  constructor(readonly db: Database) {}

  async load(notebookId: string): Promise<LoadedLog> {
    const [snapshot] = await this.db
      .select()
      .from(notebookSnapshots)
      .where(eq(notebookSnapshots.notebookId, notebookId));
    const rows = await this.db
      .select({ update: notebookUpdates.update })
      .from(notebookUpdates)
      .where(and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.seq, snapshot?.upToSeq ?? 0)))
      .orderBy(asc(notebookUpdates.seq));
    const updates = rows.map((row) => row.update);
    return { updates: snapshot ? [snapshot.state, ...updates] : updates, sinceSnapshot: updates.length };
  }

  async append(notebookId: string, entries: LogEntry[], snapshot: Uint8Array | null): Promise<void> {
    await this.db.transaction(async (tx) => {
      const rows = await tx
        .insert(notebookUpdates)
        .values(entries.map((entry) => ({ notebookId, ...entry })))
        .returning({ seq: notebookUpdates.seq });
      // The list shows when it was last edited, to the ten seconds: a row rewritten with every key press would be waste.
      const stale = lt(notebooks.updatedAt, sql`now() - interval '10 seconds'`);
      await tx
        .update(notebooks)
        .set({ updatedAt: sql`now()` })
        .where(and(eq(notebooks.id, notebookId), stale));
      if (!snapshot) return;
      const upToSeq = Math.max(...rows.map((row) => row.seq));
      await tx
        .insert(notebookSnapshots)
        .values({ notebookId, upToSeq, state: snapshot })
        .onConflictDoUpdate({
          target: notebookSnapshots.notebookId,
          set: { upToSeq, state: snapshot, createdAt: sql`now()` },
        });
    });
  }
}
