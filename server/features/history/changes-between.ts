import { eq, max } from "drizzle-orm";
import * as Y from "yjs";
import { Authorship, type CellAuthors } from "@/lib/history/authorship";
import type { CellChange, Changes } from "@/lib/history/version";
import type { App } from "@/server/app";
import { notebookUpdates } from "@/server/db/schema/notebooks";
import { requireNotebook } from "@/server/features/notebooks/access";
import { peopleOf } from "./list-versions";
import { logRows } from "./log-state";
import { openVersion } from "./read-version";

/** Who changed which cell after the one version, up to the other or to now. */
export async function changesBetween(
  app: Pick<App, "db" | "rooms">,
  workspaceId: string,
  notebookId: string,
  fromVersionId: string,
  toVersionId: string | null,
): Promise<Changes> {
  await requireNotebook(app, workspaceId, notebookId);
  const from = await openVersion(app, notebookId, fromVersionId);
  const upTo = await seqOf(app, notebookId, toVersionId);
  const authorship = new Authorship();
  authorship.addPending(from.doc);
  for await (const { update, userId, createdAt } of logRows(app.db, notebookId, from.seq, upTo)) {
    authorship.add({ update, userId, at: createdAt.getTime() });
    Y.applyUpdate(from.doc, update);
  }
  const cells = authorship.cells(from.doc);
  from.doc.destroy();
  return describe(app, cells);
}

async function seqOf(app: Pick<App, "db" | "rooms">, notebookId: string, versionId: string | null): Promise<number> {
  if (versionId !== null) {
    const { seq, doc } = await openVersion(app, notebookId, versionId);
    doc.destroy();
    return seq;
  }
  await app.rooms.settled(notebookId);
  const [row] = await app.db
    .select({ seq: max(notebookUpdates.seq) })
    .from(notebookUpdates)
    .where(eq(notebookUpdates.notebookId, notebookId));
  return row?.seq ?? 0;
}

async function describe(app: Pick<App, "db">, found: ReadonlyMap<string, CellAuthors>): Promise<Changes> {
  const named = await peopleOf(
    app,
    [...found.values()].flatMap(({ by, text }) => [...by, ...text].flatMap(({ userId }) => userId ?? [])),
  );
  const places = new Map([...named.keys()].map((id, place) => [id, place]));
  const describeCell = ({ by, text }: CellAuthors): CellChange => ({
    by: by.map(({ userId, at }) => ({ person: places.get(userId)!, at: new Date(at) })),
    text: text.map(({ userId, length }) => ({ person: userId === null ? null : places.get(userId)!, length })),
  });
  return {
    people: [...named.values()],
    cells: Object.fromEntries([...found].map(([id, authors]) => [id, describeCell(authors)])),
  };
}
