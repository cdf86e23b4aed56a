import { and, asc, desc, eq, gt, lte } from "drizzle-orm";
import * as Y from "yjs";
import type { Database } from "@/server/db/database";
import { notebookUpdates, notebookVersions } from "@/server/db/schema/notebooks";

type Reading = Pick<Database, "select">;

/** Rows read at once: between two reads other requests have their turn. */
const PAGE = 500;

export interface FullRow {
  seq: number;
  update: Uint8Array;
  userId: string | null;
  createdAt: Date;
}

/** The log's rows in (after, upTo], page by page. */
export async function* logRows(db: Reading, notebookId: string, after: number, upTo: number): AsyncGenerator<FullRow> {
  for (let from = after; ;) {
    const rows = await db
      .select({
        seq: notebookUpdates.seq,
        update: notebookUpdates.update,
        userId: notebookUpdates.userId,
        createdAt: notebookUpdates.createdAt,
      })
      .from(notebookUpdates)
      .where(
        and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.seq, from), lte(notebookUpdates.seq, upTo)),
      )
      .orderBy(asc(notebookUpdates.seq))
      .limit(PAGE);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    from = last.seq;
  }
}

/** Brings the document, which is at `after`, to where the log was at `upTo`. */
export async function advance(db: Reading, doc: Y.Doc, notebookId: string, after: number, upTo: number): Promise<void> {
  for await (const { update } of logRows(db, notebookId, after, upTo)) Y.applyUpdate(doc, update);
}

/** The document as it was after that row of the log. The caller destroys it. */
export async function documentAt(db: Reading, notebookId: string, seq: number): Promise<Y.Doc> {
  const [base] = await db
    .select({ seq: notebookVersions.seq, state: notebookVersions.state })
    .from(notebookVersions)
    .where(and(eq(notebookVersions.notebookId, notebookId), lte(notebookVersions.seq, seq)))
    .orderBy(desc(notebookVersions.seq))
    .limit(1);
  const doc = new Y.Doc();
  if (base) Y.applyUpdate(doc, base.state);
  await advance(db, doc, notebookId, base?.seq ?? 0, seq);
  return doc;
}
