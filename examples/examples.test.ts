import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { z } from "zod";
import { notebookCommand } from "@/client/headless/main";
import { createQuireClient, type QuireClient } from "@/client/client";
import { type CellOutput, type NotebookAt, runNotebook } from "@/components/notebook/testing/run-notebook";
import { type ExampleName, examples } from "@/lib/examples/catalogue";
import { exampleData } from "@/lib/examples/example-data";
import { modelDisplaySchema, MODEL_MIME } from "@/lib/kernel/display/model";
import { TypeScriptEngine } from "@/lib/language/typescript/engine";
import { sqlScript } from "@/lib/language/sql-script";
import { newId } from "@/lib/ids";
import { type CellSource, listCells, readSources, RESULT_NAME_SETTING } from "@/lib/notebook/doc";
import { parsePercent } from "@/lib/notebook/formats/percent";
import { readHold } from "@/lib/notebook/run-settings";
import { collectTypes } from "@/scripts/types/collect";
import { DatabaseLog } from "@/server/collab/log";
import { createToken } from "@/server/features/people/tokens";
import { createPerson, createWorkspace } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";

let server: TestServer;
let workspace: string;
let token: string;
let quire: QuireClient;

beforeAll(async () => {
  server = await createTestServer();
  const ana = await createPerson(server.app);
  workspace = (await createWorkspace(server.app, [[ana, "owner"]])).slug;
  ({ token } = await createToken(server.app, ana.userId, { name: "script", scopes: ["write", "manage"], days: null }));
  quire = createQuireClient({ url: server.url, token });
});
afterAll(() => server.close());

/** Those that run: the disabled ones are left out. */
async function cellsOf(notebookId: string): Promise<CellSource[]> {
  const doc = new Y.Doc();
  for (const update of (await new DatabaseLog(server.app.db).load(notebookId)).updates) Y.applyUpdate(doc, update);
  const held = new Set(listCells(doc).flatMap((cell) => (readHold(cell) === "disabled" ? [cell.id] : [])));
  return readSources(doc).filter(({ id }) => !held.has(id));
}

/** The example from the catalogue, run whole on wasm; any cell that fails throws. `more` cells run after its own. */
async function runExample(name: ExampleName, more: CellSource[] = []): Promise<CellOutput[]> {
  const { id } = await quire.examples.open.mutate({ workspace, name });
  const at: NotebookAt = { url: server.url, token, workspace, notebookId: id };
  return runNotebook(at, [...(await cellsOf(id)), ...more], { backend: "wasm", datasets: {} });
}

/** The last value of each metric of the newest run of that name. */
async function finishedRun(name: string): Promise<Record<string, number | null>> {
  const run = (await quire.runs.list.query({ workspace })).runs.find((one) => one.name === name);
  expect(run).toMatchObject({ name, status: "finished", device: { backend: "wasm" } });
  const series = await quire.runs.metrics.query({ workspace, runIds: run ? [run.id] : [] });
  return Object.fromEntries(series.map(({ key, points }) => [key, points.at(-1)?.value ?? null]));
}

/** What the cell showed of that MIME type. */
function shown(outputs: CellOutput[], cellId: string, mime: string): unknown {
  const chunks = outputs.find((output) => output.cellId === cellId)?.chunks ?? [];
  const bundles = chunks.flatMap((chunk) =>
    chunk.kind === "result" || chunk.kind === "display" ? [chunk.bundle] : [],
  );
  return bundles.find((bundle) => mime in bundle)?.[mime];
}

describe("handwritten digits", () => {
  // Pixels as the endpoint takes them, and what the notebook's own model says of them.
  const ask: CellSource = {
    id: "ask",
    type: "ts",
    source: `const asked = test.tensor("pixels", { scale: 1 / 16 }).slice([0, 0], [4, 64]);
      JSON.stringify({ rows: await asked.array(), scores: await (model.predict(asked) as tf.Tensor).array() })`,
  };
  const matrix = z.array(z.array(z.number()));
  const askedSchema = z.object({ rows: matrix, scores: matrix });
  let outputs: CellOutput[];
  beforeAll(async () => {
    outputs = await runExample("digits", [ask]);
  }, 120_000);

  it("are read right in 96 of 100 cases", async () => {
    expect((await finishedRun("digits-mlp")).test_accuracy).toBeGreaterThanOrEqual(0.96);
  });

  it("come with charts of what was misread", () => {
    for (const cell of ["digits-confusion", "digits-misread"])
      expect(shown(outputs, cell, "image/svg+xml")).toContain("<svg");
  });

  it("are read by the endpoint as by the notebook", async () => {
    const saved = modelDisplaySchema.parse(shown(outputs, "digits-save", MODEL_MIME));
    expect(saved).toMatchObject({ name: "digits", number: 1, runtime: "onnx" });
    const { key } = await quire.endpoints.publish.mutate({ workspace, name: saved.name, version: saved.number });
    const text = z.string().parse(JSON.parse(z.string().parse(shown(outputs, "ask", "text/plain"))));
    const { rows, scores } = askedSchema.parse(JSON.parse(text));
    const response = await fetch(`${server.url}/v1/models/digits:predict`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ instances: rows }),
    });
    const { predictions } = z.object({ predictions: matrix }).parse(await response.json());
    expect(predictions).toHaveLength(4);
    const distances = predictions.flat().map((a, i) => {
      const b = scores.flat()[i] ?? NaN;
      return Math.abs(a - b) / Math.max(1, Math.abs(b));
    });
    expect(Math.max(...distances)).toBeLessThanOrEqual(1e-4);
  });
});

it("the price of a diamond is explained, on the fifth held out", async () => {
  await runExample("diamonds");
  expect((await finishedRun("diamond-prices")).test_r2).toBeGreaterThanOrEqual(0.95);
}, 120_000);

describe("the tour", () => {
  const file = "examples/tour-of-quire.nb.ts";

  it("tells penguins apart, by a query, by charts and by a model", async () => {
    const outputs = await runExample("penguins");
    expect((await finishedRun("penguin-bills")).acc).toBeGreaterThanOrEqual(0.9);
    for (const cell of ["tour-chart", "tour-homes", "tour-guess"])
      expect(shown(outputs, cell, "image/svg+xml"), cell).toContain("<svg");
    expect(shown(outputs, "tour-heavy", "text/markdown")).toBe("**331** of 344 penguins weigh more than 3 kg.");
  }, 120_000);

  it("runs from the command line, and leaves alone what needs the internet", async () => {
    const lines: string[] = [];
    const code = await notebookCommand(["run", file, "--server", server.url, "--token", token], {
      env: {},
      folder: process.cwd(),
      error: (line) => lines.push(line),
      signal: new AbortController().signal,
    });
    expect(code, lines.join("\n")).toBe(0);
    expect(lines).toContain('Not run: median, middle (it is "disabled").');
  }, 120_000);

  it("is short enough for ten minutes", () => {
    const { cells } = parsePercent(readFileSync(file, "utf8"), newId);
    expect(cells.length).toBeLessThanOrEqual(32);
    for (const { id, source } of cells.filter(({ type }) => type === "md"))
      expect(source.match(/[\p{L}\d]+/gu)?.length, id).toBeLessThanOrEqual(100);
  });
});

describe("the folder of examples", () => {
  const folder = path.resolve("examples");
  const licences = readFileSync(path.join(folder, "LICENCES.md"), "utf8");

  it("names every data file and its licence", () => {
    const data = Object.values(exampleData);
    expect(data.map(({ file }) => file).sort()).toEqual(readdirSync(path.join(folder, "data")).sort());
    for (const { file, licence } of data)
      expect(licences.split("\n").find((line) => line.includes(`\`data/${file}\``))).toContain(`[${licence}]`);
  });

  it("has nothing that the editor marks as wrong", () => {
    const bundles = collectTypes();
    for (const { file } of examples) {
      const { cells } = parsePercent(readFileSync(path.join(folder, file), "utf8"), newId);
      const code = cells.filter(({ type, settings }) => type !== "md" && settings.hold !== "disabled");
      const texts = code.map(({ id, type, source, settings }) => {
        const name = z
          .string()
          .nullable()
          .parse(settings[RESULT_NAME_SETTING] ?? null);
        return [id, type === "sql" ? sqlScript(source, name, null) : source] as const;
      });
      const engine = new TypeScriptEngine();
      for (const bundle of bundles) engine.addTypes(bundle);
      engine.sync({ order: code.map(({ id }) => id), texts: Object.fromEntries(texts) });
      const found = engine.diagnostics({ cellIds: code.map(({ id }) => id) });
      const marked = Object.entries(found).flatMap(([id, all]) => all.map(({ message }) => `${id}: ${message}`));
      expect(marked, file).toEqual([]);
    }
  }, 60_000);

  it("has lines that fit a cell", () => {
    for (const { file } of examples)
      for (const line of readFileSync(path.join(folder, file), "utf8").split("\n"))
        expect(line.length, `${file}: ${line}`).toBeLessThanOrEqual(88);
  });
});
