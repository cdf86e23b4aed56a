import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { importOptionsSchema } from "@/lib/datasets/import-options";
import { packageBuilds } from "@/server/db/schema/packages";
import { importNow } from "@/server/features/datasets/import-jobs";
import { createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import { grantBlob } from "./grant";
import type { StoredBlob } from "./store";
import { type Sweep, sweepBlobs } from "./sweep";
import { whileUnderWay } from "./under-way";

const DAY = 24 * 60 * 60 * 1000;

let app: TestApp;
let workspaceId: string;
beforeEach(async () => {
  app = await createTestApp();
  ({ id: workspaceId } = await createWorkspace(app, []));
});
afterEach(() => app.close());

const put = (text: string) => app.blobs.put(Buffer.from(text));
const name = (blob: StoredBlob) => grantBlob(app, workspaceId, { ...blob, contentType: "text/plain" });
const tomorrow = () => Date.now() + DAY + 60_000;

async function age({ hash }: StoredBlob): Promise<void> {
  const then = new Date(Date.now() - 3 * DAY);
  await utimes(join(app.env.QUIRE_DATA, "blobs", hash.slice(0, 2), hash.slice(2, 4), hash), then, then);
}

it("deletes what nothing names once it is a day old, and says how much", async () => {
  const [named, unnamed] = [await put("named"), await put("unnamed")];
  await name(named);
  expect(await sweepBlobs(app, Date.now())).toEqual({ seen: 2, deleted: 0 });
  expect(await sweepBlobs(app, tomorrow())).toEqual({ seen: 2, deleted: 1 });
  expect([await app.blobs.has(named.hash), await app.blobs.has(unnamed.hash)]).toEqual([true, false]);
});

it("keeps the builds of packages", async () => {
  const [bundle, types] = [await put("bundle"), await put("types")];
  await app.db.insert(packageBuilds).values({
    id: newId(),
    specifier: "a",
    name: "a",
    version: "1.0.0",
    integrity: "",
    tree: [],
    bundleHash: bundle.hash,
    bundleSize: bundle.size,
    typesHash: types.hash,
    typesSize: types.size,
  });
  expect(await sweepBlobs(app, tomorrow())).toEqual({ seen: 2, deleted: 0 });
});

it("keeps what work under way has put, however long that takes", async () => {
  await whileUnderWay(app, async () => {
    await put("a part of a long import");
    expect(await sweepBlobs(app, tomorrow())).toEqual({ seen: 1, deleted: 0 });
  });
  expect(await sweepBlobs(app, tomorrow())).toEqual({ seen: 1, deleted: 1 });
});

it("deletes the parts of an import that was cancelled, and none of one that still runs", async () => {
  const path = join(app.env.QUIRE_DATA, "long.csv");
  const line = (row: number) => `${row},${"x".repeat(200)}${row}`;
  await writeFile(path, ["n,text", ...Array.from({ length: 150_000 }, (_, row) => line(row))].join("\n"));
  const abort = new AbortController();
  const request = {
    workspaceId,
    userId: null,
    name: "long",
    message: "",
    files: [{ path, name: "long.csv", size: 30_000_000 }],
    options: importOptionsSchema.parse({}),
  };
  const { blobs } = app;
  const sweeps: Promise<Sweep>[] = [];
  const realPut = blobs.put.bind(blobs);
  blobs.put = async (...input) => {
    const blob = await realPut(...input);
    sweeps.push(sweepBlobs(app, tomorrow()).finally(() => abort.abort()));
    await sweeps[0];
    return blob;
  };
  await expect(importNow(app, request, abort.signal, () => undefined)).rejects.toThrow();
  expect(await Promise.all(sweeps)).toEqual([{ seen: 1, deleted: 0 }]);
  expect(await sweepBlobs(app, tomorrow())).toEqual({ seen: 1, deleted: 1 });
});

it("never deletes an old blob that is put again and then named, whoever is first", async () => {
  const pause = async (turns: number) => {
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const oneBlob = fc.record({ putAfter: fc.nat(12), nameAfter: fc.nat(12), isNamed: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(oneBlob, { minLength: 1, maxLength: 8 }), fc.nat(12), async (plans, sweepAfter) => {
      const round = newId();
      const text = (i: number) => `${round} ${i}`;
      for (const i of plans.keys()) await age(await put(text(i)));
      const works = plans.map(async ({ putAfter, nameAfter, isNamed }, i) => {
        if (!isNamed) return null;
        await pause(putAfter);
        const blob = await put(text(i));
        await pause(nameAfter);
        await name(blob);
        return blob;
      });
      await pause(sweepAfter);
      await sweepBlobs(app, Date.now());
      const done = await Promise.all(works);
      for (const blob of done) if (blob) await app.blobs.read(blob.hash);
      await sweepBlobs(app, Date.now());
      const left = [];
      for await (const { hash } of app.blobs.list()) left.push(hash);
      const named = await app.db.execute("select 1 from workspace_blobs");
      expect(left).toHaveLength(named.rowCount ?? 0);
    }),
    { numRuns: 40 },
  );
});

it("knows of every column that holds a hash whether it names blobs", async () => {
  const { rows } = await app.db.execute<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name like '%hash%' order by 1`,
  );
  // A column that names blobs must be asked by the sweep, or its rows be written only with a row of workspace_blobs.
  expect(rows.map((row) => row.name)).toEqual([
    "checkpoint_blobs.hash",
    "checkpoint_parts.hash",
    "checkpoints.manifest_hash",
    "dataset_versions.hash",
    "endpoint_keys.key_hash",
    "execution_chunks.blob_hash",
    "executions.code_hash",
    "invites.token_hash",
    "job_attempts.token_hash",
    "package_builds.bundle_hash",
    "package_builds.types_hash",
    "password_resets.token_hash",
    "personal_tokens.token_hash",
    "runs.snapshot_hash",
    "worker_tokens.token_hash",
    "workspace_blobs.hash",
  ]);
});
