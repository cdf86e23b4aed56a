import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { and, eq } from "drizzle-orm";
import { auditLog } from "@/server/db/schema/people";
import { runs } from "@/server/db/schema/runs";
import { newId } from "@/lib/ids";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import type { networks } from "./testing";
import { putBlob, trainedModel } from "./testing";

let app: TestApp;
let ana: TestPerson;
let eve: TestPerson;
let team: { id: string; slug: string };
let others: { id: string; slug: string };

beforeAll(async () => {
  app = await createTestApp();
  [ana, eve] = [await createPerson(app, "Ana"), await createPerson(app, "Eve")];
  team = await createWorkspace(app, [
    [ana, "editor"],
    [eve, "viewer"],
  ]);
  others = await createWorkspace(app, [[eve, "owner"]]);
});
afterAll(() => app.close());

const api = (person = ana) => callerFor(app, person);

async function save(
  name: string,
  kind: keyof typeof networks = "mlp",
  options: { seed?: number; runId?: string } = {},
) {
  const { modelJson, weights, signature } = await trainedModel(kind, options.seed);
  return api().models.save({
    workspace: team.slug,
    name,
    runId: options.runId,
    modelJson: await putBlob(app, team.id, modelJson),
    weights: await putBlob(app, team.id, weights),
    signature,
  });
}

describe("saving a model", () => {
  test("numbers its versions, even when they are saved at once", async () => {
    const saved = await Promise.all([save("counted"), save("counted"), save("counted")]);
    expect(saved.map((version) => version.number).sort()).toEqual([1, 2, 3]);
  });

  test("serves it by ONNX Runtime where its layers allow", async () => {
    expect(await save("pictures", "cnn")).toMatchObject({ number: 1, runtime: "onnx", runtimeNote: "" });
    const { versions } = await api().models.get({ workspace: team.slug, name: "pictures" });
    expect(versions[0]).toMatchObject({ number: 1, by: "Ana", run: null, datasets: [], aliases: [] });
  });

  test("serves it by TensorFlow.js where they do not, and says which layer", async () => {
    expect(await save("sequences", "bidirectional")).toMatchObject({
      runtime: "tfjs",
      runtimeNote: expect.stringContaining('Cannot export layer "both_ways" (Bidirectional)') as string,
    });
  });

  test("keeps one with a layer of somebody's own, which cannot be published", async () => {
    const { modelJson, weights, signature } = await trainedModel("mlp");
    const strange = modelJson.replace('"class_name":"Dense"', '"class_name":"MyOwn"');
    const saved = await api().models.save({
      workspace: team.slug,
      name: "strange",
      modelJson: await putBlob(app, team.id, strange),
      weights: await putBlob(app, team.id, weights),
      signature,
    });
    expect(saved).toMatchObject({
      runtime: "tfjs",
      runtimeNote: expect.stringContaining("cannot be published") as string,
    });
    await expect(api().endpoints.publish({ workspace: team.slug, name: "strange", version: 1 })).rejects.toThrow(
      "MyOwn",
    );
  });

  test("shows the last metrics of its run", async () => {
    const runId = newId();
    await app.db.insert(runs).values({
      id: runId,
      workspaceId: team.id,
      number: 1,
      name: "digits",
      status: "running",
      params: {},
      device: { kind: "browser", backend: "cpu", adapter: "" },
      seed: 1,
      userId: ana.userId,
    });
    await api().runs.log({
      workspace: team.slug,
      runId,
      points: [
        { key: "loss", step: 0, value: 2 },
        { key: "loss", step: 1, value: 1 },
      ],
    });
    await save("measured", "mlp", { runId });
    const { versions } = await api().models.get({ workspace: team.slug, name: "measured" });
    expect(versions[0]).toMatchObject({ metrics: { loss: 1 }, run: { id: runId, name: "digits", number: 1 } });
  });

  test("refuses a signature of another model, blobs of others and runs of others", async () => {
    const { modelJson, weights, signature } = await trainedModel("mlp");
    const files = { modelJson: await putBlob(app, team.id, modelJson), weights: await putBlob(app, team.id, weights) };
    const wrong = { ...signature, inputs: [{ ...signature.inputs[0]!, shape: [-1, 5] }] };
    await expect(
      api().models.save({ workspace: team.slug, name: "wrong", ...files, signature: wrong }),
    ).rejects.toThrow("names the inputs [-1, 5], but the model has [-1, 4]");
    const foreign = await putBlob(app, others.id, `${modelJson} `);
    await expect(
      api().models.save({ workspace: team.slug, name: "wrong", ...files, modelJson: foreign, signature }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      api().models.save({ workspace: team.slug, name: "wrong", ...files, runId: "unknown", signature }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(api().models.get({ workspace: team.slug, name: "wrong" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("gives the files back to a kernel", async () => {
    const { weights } = await trainedModel("mlp", 5);
    await save("loaded", "mlp", { seed: 5 });
    await save("loaded", "mlp", { seed: 6 });
    const newest = await api().models.load({ workspace: team.slug, name: "loaded" });
    expect(newest.number).toBe(2);
    const first = await api().models.load({ workspace: team.slug, name: "loaded", version: 1 });
    expect(first.files.map((file) => file.path)).toEqual(["model.json", "weights.bin"]);
    expect(await app.blobs.read(first.files[1]!.hash)).toEqual(Buffer.from(weights));
    await expect(api().models.load({ workspace: team.slug, name: "loaded", version: 9 })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a model", () => {
  test("has aliases that move, each move in the audit log", async () => {
    await save("flagged");
    await save("flagged");
    for (const version of [1, 2])
      await api().models.setAlias({ workspace: team.slug, name: "flagged", alias: "production", version });
    const [item] = (await api().models.list({ workspace: team.slug })).filter((model) => model.name === "flagged");
    expect(item).toMatchObject({
      versions: 2,
      latest: { number: 2 },
      aliases: [{ alias: "production", number: 2 }],
      published: null,
    });
    await api().models.removeAlias({ workspace: team.slug, name: "flagged", alias: "production" });
    const log = await app.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.workspaceId, team.id), eq(auditLog.target, "flagged")));
    expect(log.map((entry) => [entry.action, entry.details.version])).toEqual([
      ["model.alias.set", 1],
      ["model.alias.set", 2],
      ["model.alias.remove", undefined],
    ]);
  });

  for (const alias of ["latest", "v3", "No", "", "a b"])
    test(`cannot have the alias "${alias}"`, async () => {
      await expect(
        api().models.setAlias({ workspace: team.slug, name: "flagged", alias, version: 1 }),
      ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    });

  test("can be renamed, described, deleted and brought back with its versions", async () => {
    await save("old");
    await api().models.rename({ workspace: team.slug, name: "old", newName: "new" });
    await api().models.describe({ workspace: team.slug, name: "new", description: "what it does" });
    await api().models.delete({ workspace: team.slug, name: "new" });
    await expect(api().models.get({ workspace: team.slug, name: "new" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await api().models.restore({ workspace: team.slug, name: "new" });
    expect(await api().models.get({ workspace: team.slug, name: "new" })).toMatchObject({
      description: "what it does",
      versions: [{ number: 1 }],
    });
    await expect(api().models.rename({ workspace: team.slug, name: "new", newName: "flagged" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test("comes back when a version is saved under its deleted name, and whoever saved it is told", async () => {
    expect(await save("phoenix")).toMatchObject({ number: 1, restored: false });
    await api().models.delete({ workspace: team.slug, name: "phoenix" });
    expect(await save("phoenix")).toMatchObject({ number: 2, restored: true });
    expect(await save("phoenix")).toMatchObject({ number: 3, restored: false });
    const entries = await app.db
      .select({ userId: auditLog.userId, details: auditLog.details })
      .from(auditLog)
      .where(and(eq(auditLog.action, "model.restore"), eq(auditLog.target, "phoenix")));
    expect(entries).toEqual([{ userId: ana.userId, details: { byVersion: 2 } }]);
  });

  test("is unknown to other workspaces, and viewers may only look", async () => {
    await save("private");
    await expect(api(eve).models.get({ workspace: others.slug, name: "private" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(api(eve).models.get({ workspace: team.slug, name: "private" })).resolves.toMatchObject({
      name: "private",
    });
    await expect(api(eve).models.delete({ workspace: team.slug, name: "private" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(
      api(eve).endpoints.publish({ workspace: team.slug, name: "private", version: 1 }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
