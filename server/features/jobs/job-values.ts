import { and, eq, inArray } from "drizzle-orm";
import type { ReturnedValue } from "@/lib/protocol/job";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { workspaceBlobs } from "@/server/db/schema/blobs";
import { jobs, jobValues } from "@/server/db/schema/jobs";
import { requireRunning } from "./ledger";

/** Keeps what a job left, in place of what an earlier attempt of it did. Throws where bytes that it names are not there. */
export async function keepJobValues(
  app: App,
  { workspaceId, jobId, attemptId }: { workspaceId: string; jobId: string; attemptId: string },
  values: readonly ReturnedValue[],
): Promise<void> {
  await requireParts(app, workspaceId, values);
  await app.db.transaction(async (tx) => {
    await requireRunning(tx, attemptId);
    await tx.delete(jobValues).where(eq(jobValues.jobId, jobId));
    if (values.length > 0) await tx.insert(jobValues).values(values.map((value) => ({ jobId, ...value })));
  });
}

async function requireParts(app: App, workspaceId: string, values: readonly ReturnedValue[]): Promise<void> {
  const hashes = [
    ...new Set(values.flatMap(({ value }) => (value.ok ? value.manifest.parts.map(({ hash }) => hash) : []))),
  ];
  if (hashes.length === 0) return;
  const there = await app.db
    .select({ hash: workspaceBlobs.hash })
    .from(workspaceBlobs)
    .where(and(eq(workspaceBlobs.workspaceId, workspaceId), inArray(workspaceBlobs.hash, hashes)));
  if (there.length < hashes.length)
    throw new QuireError("UNPROCESSABLE", "A part of a value has not arrived, so none of the values is kept.");
}

/** With the texts and inputs that the cells ran with. Null where the workspace has no such job. */
export async function readJobValues(app: App, workspaceId: string, jobId: string) {
  const [job] = await app.db
    .select({ spec: jobs.spec })
    .from(jobs)
    .where(and(eq(jobs.id, jobId), eq(jobs.workspaceId, workspaceId)));
  if (!job) return null;
  const values = await app.db
    .select({ cellId: jobValues.cellId, name: jobValues.name, value: jobValues.value })
    .from(jobValues)
    .where(eq(jobValues.jobId, jobId))
    .orderBy(jobValues.cellId, jobValues.name);
  return { cells: job.spec.cells, wanted: job.spec.wanted, values };
}
