import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { App } from "@/server/app";
import { FolderBlobStore } from "@/server/blobs/folder-store";
import { closeApp, createApp } from "@/server/create-app";
import { exampleImports } from "@/server/db/schema/datasets";
import { completeSetup, ensureSetupToken } from "@/server/features/people/setup";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { importExample, resumeExampleImports } from "./example-imports";
import { stopImports } from "./import-jobs";

let first: TestApp;
/** The one that runs now. */
let app: App;
const later: App[] = [];
let ana: TestPerson;
let workspace: string;
let workspaceId: string;
beforeEach(async () => {
  app = first = await createTestApp();
  ana = await createPerson(app, "Ana");
  ({ slug: workspace, id: workspaceId } = await createWorkspace(app, [[ana, "editor"]]));
});
afterEach(async () => {
  for (const one of later.splice(0)) await closeApp(one);
  await first.close();
});

const datasets = () => callerFor(app, ana).datasets;
const patience = { timeout: 30_000 };
const arrived = () => expect.poll(() => datasets().arriving({ workspace }), patience).toEqual([]);

it("comes in the background; who loads it meanwhile waits for it", async () => {
  await importExample(app, workspaceId, "penguins");
  const [coming] = await datasets().arriving({ workspace });
  expect(coming).toMatchObject({ example: "penguins", dataset: "penguins", error: null });
  expect(coming?.importId).toBeTypeOf("string");
  await expect(datasets().get({ workspace, name: "penguins" })).rejects.toThrow(/still being imported/);
  expect(await datasets().resolve({ workspace, name: "penguins" })).toMatchObject({ number: 1 });
  await arrived();
});

it("waits for no dataset that nobody has promised", async () => {
  await importExample(app, workspaceId, "digits");
  await expect(datasets().resolve({ workspace, name: "penguins" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("answers the set-up before the data is there, with the notebooks", async () => {
  const fresh = await createTestApp();
  const token = new URL((await ensureSetupToken(fresh)) ?? "").searchParams.get("token") ?? "";
  const person = { name: "Ana", email: "ana@example.org", password: "correct horse battery" };
  await completeSetup(fresh, token, person, "Team");
  expect(await fresh.db.select().from(exampleImports)).toHaveLength(3);
  const { rows } = await fresh.db.execute("select title from notebooks where folder = ''");
  expect(rows).toHaveLength(3);
  await fresh.close();
});

/** What the next process finds when this one ends now. */
async function restart(): Promise<void> {
  await stopImports(app);
  app = await createApp(app.env, app.log, app.db.$client.options.connectionString ?? "");
  later.push(app);
  await resumeExampleImports(app);
}

it("goes on after a restart, and makes one version however often it is begun", async () => {
  await importExample(app, workspaceId, "digits");
  await restart();
  expect(await datasets().arriving({ workspace })).toMatchObject([{ dataset: "digits", error: null }]);
  await importExample(app, workspaceId, "digits");
  expect(await datasets().resolve({ workspace, name: "digits" })).toMatchObject({ number: 1 });
  await arrived();
  // Killed after the version was made and before that was noted.
  await app.db.insert(exampleImports).values({ workspaceId, name: "digits" });
  await restart();
  await arrived();
  expect((await datasets().get({ workspace, name: "digits" })).versions).toHaveLength(1);
});

it("says why it failed, and comes when it is tried again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quire-full-"));
  const whole = app.blobs;
  app.blobs = await FolderBlobStore.open(folder, () => open("/dev/full", "w"));
  await importExample(app, workspaceId, "penguins");
  await expect
    .poll(() => datasets().arriving({ workspace }), patience)
    .toEqual([{ example: "penguins", dataset: "penguins", importId: undefined, error: expect.stringMatching(/disk is full/) as unknown }]); // prettier-ignore
  await expect(datasets().resolve({ workspace, name: "penguins" })).rejects.toThrow(
    /could not be imported.+disk is full.+Try again/,
  );
  app.blobs = whole;
  await rm(folder, { recursive: true });
  await datasets().retryArriving({ workspace, example: "penguins" });
  expect(await datasets().resolve({ workspace, name: "penguins" })).toMatchObject({ number: 1 });
});
