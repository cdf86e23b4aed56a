import { and, desc, eq, isNull, sql } from "drizzle-orm";
import * as Y from "yjs";
import { z } from "zod";
import { readSources } from "@/lib/notebook/doc";
import { type FoundLine, foundLines, soughtWords, wordsOf } from "@/lib/notebook/search/words";
import type { App } from "@/server/app";
import { DatabaseLog } from "@/server/collab/log";
import { notebooks, notebookTexts, notebookUpdates } from "@/server/db/schema/notebooks";

export interface FoundNotebook {
  id: string;
  title: string;
  folder: string;
  updatedAt: Date;
  /** Lines of its cells that say it; none where the title alone does. */
  lines: FoundLine[];
}

const MAX_FOUND = 50;
const LINES = 3;

const cellsSchema = z.array(z.object({ id: z.string(), source: z.string() }));

/** Notebooks whose title and text have a word that begins with each word of the query, last edited first. */
export async function searchNotebooks(
  app: Pick<App, "db">,
  workspaceId: string,
  query: string,
): Promise<FoundNotebook[]> {
  const sought = soughtWords(query);
  if (sought.length === 0) return [];
  await catchUp(app, workspaceId);
  const rows = await app.db
    .select({
      id: notebooks.id,
      title: notebooks.title,
      folder: notebooks.folder,
      updatedAt: notebooks.updatedAt,
      cells: notebookTexts.cells,
    })
    .from(notebookTexts)
    .innerJoin(notebooks, eq(notebooks.id, notebookTexts.notebookId))
    .where(
      and(
        eq(notebooks.workspaceId, workspaceId),
        isNull(notebooks.deletedAt),
        // Letters and digits alone: nothing in them means anything to a query.
        sql`${notebookTexts.words} @@ ${sought.map((word) => `'${word}':*`).join(" & ")}::tsquery`,
      ),
    )
    .orderBy(desc(notebooks.updatedAt), notebooks.id)
    .limit(MAX_FOUND);
  return rows.map(({ cells, ...row }) => ({
    ...row,
    lines: foundLines(cellsSchema.parse(JSON.parse(cells)), sought, LINES),
  }));
}

/** Searches of one workspace at once wait for the same reading. */
const reading = new WeakMap<object, Map<string, Promise<void>>>();

function catchUp(app: Pick<App, "db">, workspaceId: string): Promise<void> {
  const ofApp = reading.get(app.db) ?? new Map<string, Promise<void>>();
  reading.set(app.db, ofApp);
  const running = ofApp.get(workspaceId);
  if (running) return running;
  const begun = readChanged(app, workspaceId).finally(() => ofApp.delete(workspaceId));
  ofApp.set(workspaceId, begun);
  return begun;
}

/** Reads what was edited or renamed since it was last read: after the first search of all, what changed between two. */
async function readChanged(app: Pick<App, "db">, workspaceId: string): Promise<void> {
  const newest = sql<number>`coalesce((select max(${notebookUpdates.seq}) from ${notebookUpdates} where ${notebookUpdates.notebookId} = ${notebooks.id}), 0)`;
  const changed = await app.db
    .select({ id: notebooks.id, title: notebooks.title, seq: newest.mapWith(Number) })
    .from(notebooks)
    .leftJoin(notebookTexts, eq(notebookTexts.notebookId, notebooks.id))
    .where(
      and(
        eq(notebooks.workspaceId, workspaceId),
        isNull(notebooks.deletedAt),
        sql`(${notebookTexts.notebookId} is null or ${notebookTexts.title} <> ${notebooks.title} or ${notebookTexts.upToSeq} < ${newest})`,
      ),
    );
  for (const { id, title, seq } of changed) await readOne(app, id, title, seq);
}

/** `seq` was the newest before the text is read, so an edit between the two is read again by the next search. */
async function readOne(app: Pick<App, "db">, notebookId: string, title: string, seq: number): Promise<void> {
  const { updates } = await new DatabaseLog(app.db).load(notebookId);
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const sources = readSources(doc).map(({ id, source }) => ({ id, source }));
  doc.destroy();
  const row = {
    upToSeq: seq,
    title,
    cells: JSON.stringify(sources),
    words: sql<string>`array_to_tsvector(${sql.param(wordsOf(title, ...sources.map(({ source }) => source)))}::text[])`,
  };
  await app.db
    .insert(notebookTexts)
    .values({ notebookId, ...row })
    .onConflictDoUpdate({ target: notebookTexts.notebookId, set: row });
}
