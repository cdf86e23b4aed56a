import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { insertCells, setCellText } from "@/lib/notebook/edit";
import { writeInput } from "@/lib/notebook/inputs";
import { notebookUpdates } from "@/server/db/schema/notebooks";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";

let app: TestApp;
let ana: TestPerson;
let workspace: string;
beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  workspace = (await createWorkspace(app, [[ana, "owner"]])).slug;
});

const notebooks = () => callerFor(app, ana).notebooks;
async function make(title: string, ...sources: string[]): Promise<string> {
  const { id } = await notebooks().create({ workspace, title });
  await app.rooms.edit(id, ana.userId, (doc) =>
    insertCells(
      doc,
      "end",
      sources.map((source, i) => ({ id: `c${i}`, type: "ts", source })),
    ),
  );
  return id;
}
const places = async () =>
  Object.fromEntries(
    (await notebooks().list({ workspace })).map(({ title, folder, tags }) => [title, [folder, ...tags]]),
  );

describe("folders and tags", () => {
  it("are put on notebooks together, all or none", async () => {
    const [a, b] = [await make("A"), await make("B")];
    await notebooks().organize({
      workspace,
      notebookIds: [a, b],
      folder: " Vision / Digits",
      addTags: ["gpu", "#Draft"],
    });
    await notebooks().organize({ workspace, notebookIds: [b], addTags: ["GPU", "paper"], removeTags: ["draft"] });
    expect(await places()).toEqual({ A: ["Vision/Digits", "gpu", "Draft"], B: ["Vision/Digits", "gpu", "paper"] });
    const other = (await createWorkspace(app, [[ana, "owner"]])).slug;
    const { id: theirs } = await notebooks().create({ workspace: other, title: "Theirs" });
    await expect(notebooks().organize({ workspace, notebookIds: [a, theirs], folder: "" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await places()).A).toEqual(["Vision/Digits", "gpu", "Draft"]);
  });

  it("say when there are too many tags", async () => {
    const a = await make("A");
    const tags = (from: number) => Array.from({ length: 15 }, (_, i) => `t${from + i}`);
    await notebooks().organize({ workspace, notebookIds: [a], addTags: tags(0) });
    await expect(notebooks().organize({ workspace, notebookIds: [a], addTags: tags(15) })).rejects.toThrow(
      "“A” would have 30 tags; at most 20 fit.",
    );
  });

  it("move with their folder, and folders that only begin alike stay", async () => {
    for (const [title, folder] of [
      ["A", "🦊"],
      ["B", "🦊/x"],
      ["C", "🦊🦊"],
    ] as const)
      await notebooks().create({ workspace, title, folder });
    await notebooks().moveFolder({ workspace, from: "🦊", to: "Old/Fox" });
    expect(await places()).toEqual({ A: ["Old/Fox"], B: ["Old/Fox/x"], C: ["🦊🦊"] });
    await expect(notebooks().moveFolder({ workspace, from: "Old", to: "Old/in" })).rejects.toThrow("lie in itself");
    await expect(notebooks().moveFolder({ workspace, from: "gone", to: "x" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("the search", () => {
  const found = async (query: string) =>
    (await notebooks().search({ workspace, query })).map(({ title, lines }) => [
      title,
      ...lines.map(({ text }) => text),
    ]);

  it("finds words of titles and texts by their beginnings, and shows the lines", async () => {
    const a = await make("Handwritten digits", "const batchSize = 32;", "await model.fit(xs, ys)");
    await make("Wine", "// Ähnlich wie digits\nconst rows = 3;");
    expect((await found("digit")).sort()).toEqual([["Handwritten digits"], ["Wine", "// Ähnlich wie digits"]]);
    expect(await found("size hand")).toEqual([["Handwritten digits", "const batchSize = 32;"]]);
    expect(await found("ahnl")).toEqual([["Wine", "// Ähnlich wie digits"]]);
    expect(await found("fit")).toEqual([["Handwritten digits", "await model.fit(xs, ys)"]]);
    expect(await found("igits")).toEqual([]);
    const [hit] = await notebooks().search({ workspace, query: "fit" });
    expect(hit).toMatchObject({ id: a, lines: [{ cellId: "c1", line: 1 }] });
  });

  it("knows each edit, new title and deletion at once", async () => {
    const a = await make("First", "oranges");
    expect(await found("oranges")).toHaveLength(1);
    await app.rooms.edit(a, ana.userId, (doc) => setCellText(doc, "c0", "lemons"));
    expect(await found("oranges")).toEqual([]);
    expect(await found("lemons")).toHaveLength(1);
    await notebooks().rename({ workspace, notebookId: a, title: "Second" });
    expect(await found("first")).toEqual([]);
    expect(await found("second lemons")).toHaveLength(1);
    await notebooks().delete({ workspace, notebookId: a });
    expect(await found("lemons")).toEqual([]);
  });

  it("takes any text for words, and never for a query of its own", async () => {
    await make("Odd", "it's a \\ 'quote' & more\u0000 \ud800 | !x:*");
    for (const query of ["'", "\\", "a' | 'b", "!x", ":*", "&", "\u0000", "\u1cd0", " "]) await found(query);
    expect(await found("quote")).toHaveLength(1);
    expect(await found("a' | 'zebra")).toEqual([]);
  });
});

describe("a duplicate", () => {
  it("has the cells, settings, inputs, folder and tags of the first, and goes its own way", async () => {
    const a = await make("Wine", "const rows = 3;");
    await notebooks().organize({ workspace, notebookIds: [a], folder: "Food", addTags: ["red"] });
    await app.rooms.edit(a, ana.userId, (doc) => {
      doc.getMap("meta").set("follow", true);
      writeInput(doc, { cell: "c0", key: "lr" }, 0.1);
    });
    const copy = await notebooks().duplicate({ workspace, notebookId: a });
    expect(copy.title).toBe("Wine (copy)");
    expect(await places()).toEqual({ Wine: ["Food", "red"], "Wine (copy)": ["Food", "red"] });
    await app.rooms.edit(a, ana.userId, (doc) => setCellText(doc, "c0", "changed"));
    const text = (id: string) =>
      app.rooms.look(id, (doc) => [doc.getMap("meta").toJSON(), doc.getMap("inputs").toJSON()]);
    expect(await text(copy.id)).toEqual(await text(a));
    expect((await app.rooms.read(copy.id)).map(({ source }) => source)).toEqual(["", "const rows = 3;"]);
  });
});

describe("the bin", () => {
  it("holds what was deleted, by whom, and gives it back to its folder", async () => {
    const a = await make("Wine", "x");
    await notebooks().organize({ workspace, notebookIds: [a], folder: "Food" });
    await notebooks().delete({ workspace, notebookId: a });
    expect(await notebooks().list({ workspace, deleted: true })).toMatchObject([
      { title: "Wine", folder: "Food", deletedBy: ana.name },
    ]);
    await notebooks().restore({ workspace, notebookId: a });
    expect(await notebooks().list({ workspace, deleted: true })).toEqual([]);
    expect(await notebooks().list({ workspace })).toMatchObject([{ title: "Wine", folder: "Food", deletedBy: null }]);
  });
});

describe("deleting for good", () => {
  it("takes what is in the bin with all that belongs to it, all or none, and is in the audit log", async () => {
    const [a, b] = [await make("Wine", "x"), await make("Beer", "y")];
    await notebooks().delete({ workspace, notebookId: a });
    const erase = (...notebookIds: string[]) => notebooks().erase({ workspace, notebookIds });
    await expect(erase(a, b)).rejects.toThrow("is not in the bin any more. Nothing was deleted.");
    expect(await notebooks().list({ workspace, deleted: true })).toHaveLength(1);
    await erase(a);
    expect(await notebooks().list({ workspace, deleted: true })).toEqual([]);
    await expect(notebooks().restore({ workspace, notebookId: a })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const left = await app.db.select().from(notebookUpdates).where(eq(notebookUpdates.notebookId, a));
    expect(left).toEqual([]);
    expect((await notebooks().list({ workspace })).map(({ title }) => title)).toEqual(["Beer"]);
    const [entry] = await callerFor(app, ana).people.audit.list({ workspace });
    expect(entry).toMatchObject({ action: "notebook.erase", target: a, details: { title: "Wine" }, by: ana.name });
  });

  it("leaves the runs that were made there, with their code", async () => {
    const a = await make("Wine", "const rate = 1;");
    const { runs } = callerFor(app, ana);
    const cells = [{ id: "c0", type: "ts" as const, source: "const rate = 1;" }];
    const { runId } = await runs.start({
      workspace,
      name: "wine",
      device: { kind: "browser", backend: "cpu", adapter: "" },
      source: { notebookId: a, executionId: newId(), cells, kernelSeed: 1 },
    });
    await notebooks().delete({ workspace, notebookId: a });
    await notebooks().erase({ workspace, notebookIds: [a] });
    expect(await runs.get({ workspace, runId })).toMatchObject({ name: "wine", notebook: null, hasSnapshot: true });
    expect(await runs.snapshot({ workspace, runId })).toMatchObject({ cells });
  });
});

describe("an imported file", () => {
  it("goes into the folder from which it was dropped", async () => {
    await notebooks().import({ workspace, name: "notes.md", text: "# Notes", folder: "Drafts" });
    expect(await places()).toEqual({ notes: ["Drafts"] });
  });
});
