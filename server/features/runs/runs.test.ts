import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Device } from "@/lib/protocol/device";
import { kernelPackages } from "@/lib/runs/packages";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { MAX_METRIC_KEYS } from "./record-run";
import packageJson from "@/package.json";
import type { RunEvent } from "./watch-runs";

const device: Device = { kind: "browser", backend: "cpu", adapter: "none" };

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;
let stranger: TestPerson;
let workspace: string;

beforeAll(async () => {
  app = await createTestApp();
  [ana, ben, stranger] = [
    await createPerson(app, "Ana"),
    await createPerson(app, "Ben"),
    await createPerson(app, "Cleo"),
  ];
  const made = await createWorkspace(app, [
    [ana, "owner"],
    [ben, "editor"],
  ]);
  workspace = made.slug;
  await createWorkspace(app, [[stranger, "owner"]]);
});
afterAll(() => app.close());

const as = (person: TestPerson) => callerFor(app, person).runs;
const start = (name: string, params: Record<string, number | string> = {}, person = ana) =>
  as(person).start({ workspace, name, params, seed: 1, device });
const named = async (query: string, more: object = {}) =>
  (await as(ana).list({ workspace, query, ...more })).runs.map(({ name, number }) => `${name}#${number}`);

describe("recording a run", () => {
  it("numbers the runs of a name in turn, also when they start at once", async () => {
    const started = await Promise.all(Array.from({ length: 8 }, () => start("numbered")));
    expect(started.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("keeps the last value of a step and the value of the last step", async () => {
    const { runId } = await start("last-wins");
    const log = (points: { key: string; step: number; value: number }[]) => as(ana).log({ workspace, runId, points });
    await log([
      { key: "loss", step: 0, value: 3 },
      { key: "loss", step: 1, value: 2 },
      { key: "loss", step: 1, value: 1 },
    ]);
    await log([{ key: "loss", step: 0, value: 9 }]);
    const [series] = await as(ana).metrics({ workspace, runIds: [runId] });
    expect(series?.points).toEqual([
      { step: 0, value: 9 },
      { step: 1, value: 1 },
    ]);
    expect((await as(ana).get({ workspace, runId })).metrics).toEqual({ loss: { value: 1, step: 1 } });
  });

  it("keeps NaN and infinities", async () => {
    const { runId } = await start("not-finite");
    await as(ana).log({
      workspace,
      runId,
      points: [
        { key: "a", step: 0, value: "NaN" },
        { key: "b", step: 0, value: "Infinity" },
        { key: "c", step: 0, value: "-Infinity" },
        { key: "c", step: 1, value: 2 },
      ],
    });
    const { metrics, sparkline } = await as(ana).get({ workspace, runId });
    expect(metrics).toEqual({ a: { value: NaN, step: 0 }, b: { value: Infinity, step: 0 }, c: { value: 2, step: 1 } });
    expect(sparkline).toEqual([]);
    const series = await as(ana).metrics({ workspace, runIds: [runId], keys: ["c"] });
    expect(series[0]?.points).toEqual([
      { step: 0, value: null },
      { step: 1, value: 2 },
    ]);
  });

  it("refuses more metrics than a run may have, and keeps none of that batch", async () => {
    const { runId } = await start("too-many");
    const points = Array.from({ length: MAX_METRIC_KEYS + 1 }, (_, i) => ({ key: `k${i}`, step: 0, value: i }));
    await expect(as(ana).log({ workspace, runId, points })).rejects.toThrow(/500 metrics at most/);
    expect((await as(ana).get({ workspace, runId })).metrics).toEqual({});
  });

  it("adds params and changes those of the same name", async () => {
    const { runId } = await start("params", { lr: 0.1, optimizer: "sgd" });
    await as(ana).params({ workspace, runId, params: { lr: 0.01, layers: 2 } });
    expect((await as(ana).get({ workspace, runId })).params).toEqual({ lr: 0.01, optimizer: "sgd", layers: 2 });
  });

  it("takes nothing after the end", async () => {
    const { runId } = await start("ended");
    await as(ana).finish({ workspace, runId });
    await expect(as(ana).log({ workspace, runId, points: [{ key: "a", step: 0, value: 1 }] })).rejects.toThrow(
      /has ended \(finished\)/,
    );
  });

  it("is for the one who started it, and unknown to other workspaces", async () => {
    const { runId } = await start("mine");
    await expect(as(ben).finish({ workspace, runId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await as(ben).get({ workspace, runId })).name).toBe("mine");
    await expect(as(stranger).get({ workspace, runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const other = await createWorkspace(app, [[ana, "owner"]]);
    await expect(as(ana).get({ workspace: other.slug, runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(as(ana).metrics({ workspace: other.slug, runIds: [runId] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("refuses text that the database cannot keep", async () => {
    await expect(start("nul", { a: "x\0y" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("the list", () => {
  beforeAll(async () => {
    for (const [lr, acc] of [
      [0.1, 0.7],
      [0.01, 0.95],
      [0.001, 0.9],
    ] as const) {
      const { runId } = await start("sweep", { lr, optimizer: lr === 0.1 ? "sgd" : "adam" });
      const points = Array.from({ length: 100 }, (_, step) => ({
        key: "val_acc",
        step,
        value: (acc * (step + 1)) / 100,
      }));
      await as(ana).log({ workspace, runId, points });
      if (lr === 0.1) await as(ana).finish({ workspace, runId, status: "failed" });
    }
    await start("sweep", { note: "no metrics" }, ben);
  });

  it.each([
    ["sweep", ["sweep#4", "sweep#3", "sweep#2", "sweep#1"]],
    ["name = sweep and params.lr < 0.05", ["sweep#3", "sweep#2"]],
    ["name = sweep params.lr < 0.05 metrics.val_acc > 0.92", ["sweep#2"]],
    ["name = sweep and params.optimizer = adam", ["sweep#3", "sweep#2"]],
    ["name = sweep and params.optimizer != adam", ["sweep#4", "sweep#1"]],
    ["name = sweep and not metrics.val_acc > 0.8", ["sweep#4", "sweep#1"]],
    ["name = sweep and status = failed", ["sweep#1"]],
    ["name = sweep and (status = failed or person = Ben)", ["sweep#4", "sweep#1"]],
    ["name ~ SWEE and number >= 3", ["sweep#4", "sweep#3"]],
    ["name = sweep and created > 2999-01-01", []],
    ["name = sweep and dataset != digits and device = cpu and params.note ~ metric", ["sweep#4"]],
  ])("finds by %s", async (query, expected) => {
    expect(await named(query)).toEqual(expected);
  });

  it("says where a query cannot be read", async () => {
    await expect(named("status = failed and")).rejects.toThrow(/character 20/);
  });

  it("sorts by metric and by param, those without a value last", async () => {
    expect(await named("name = sweep", { sort: "metrics.val_acc" })).toEqual([
      "sweep#2",
      "sweep#3",
      "sweep#1",
      "sweep#4",
    ]);
    expect(await named("name = sweep", { sort: "params.lr", descending: false })).toEqual([
      "sweep#3",
      "sweep#2",
      "sweep#1",
      "sweep#4",
    ]);
  });

  it.each(["created", "metrics.val_acc", "name", "duration", "params.lr", "status", "number"] as const)(
    "gives every run once when it is read page by page, sorted by %s",
    async (sort) => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: { runs: { id: string }[]; nextCursor: string | null } = await as(ana).list({
          workspace,
          sort,
          limit: 3,
          cursor,
        });
        seen.push(...page.runs.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor);
      const all = (await as(ana).list({ workspace, sort, limit: 100 })).runs.map(({ id }) => id);
      expect(seen).toEqual(all);
    },
  );

  it("draws the main metric in at most forty values", async () => {
    const [best] = (await as(ana).list({ workspace, query: "name = sweep", sort: "metrics.val_acc" })).runs;
    expect(best?.mainMetric).toBe("val_acc");
    expect(best?.sparkline).toHaveLength(40);
    expect(best?.sparkline[0]).toBeLessThan(best?.sparkline[39] ?? 0);
  });

  it("names what can be asked for", async () => {
    const vocabulary = await as(ana).vocabulary({ workspace });
    expect(vocabulary.params).toEqual(expect.arrayContaining(["lr", "optimizer", "note"]));
    expect(vocabulary.metrics).toContain("val_acc");
    expect(vocabulary.people).toEqual(["Ana", "Ben"]);
  });
});

describe("a long series", () => {
  it("comes thinned, with its ends and its peak", async () => {
    const { runId } = await start("long");
    const value = (step: number) => (step === 12_345 ? 100 : Math.sin(step / 500));
    for (let from = 0; from < 25_000; from += 1000) {
      const points = Array.from({ length: 1000 }, (_, i) => ({ key: "loss", step: from + i, value: value(from + i) }));
      await as(ana).log({ workspace, runId, points });
    }
    const [series] = await as(ana).metrics({ workspace, runIds: [runId], limit: 500 });
    expect(series?.points.length).toBeLessThanOrEqual(500);
    expect(series?.points[0]?.step).toBe(0);
    expect(series?.points.at(-1)?.step).toBe(24_999);
    expect(series?.points).toContainEqual({ step: 12_345, value: 100 });
  });
});

describe("watching", () => {
  it("gives the whole first, then points and the end as they come", async () => {
    const { runId } = await start("watched");
    await as(ana).log({ workspace, runId, points: [{ key: "loss", step: 0, value: 1 }] });
    const abort = new AbortController();
    const events = (await callerFor(app, ben, abort.signal).runs.watch({ workspace, runId }))[Symbol.asyncIterator]();
    const next = async () => (await events.next()).value as RunEvent;
    expect(await next()).toMatchObject({
      type: "snapshot",
      series: [{ key: "loss", points: [{ step: 0, value: 1 }] }],
    });
    await as(ana).log({ workspace, runId, points: [{ key: "loss", step: 1, value: "NaN" }] });
    expect(await next()).toEqual({ type: "points", points: [{ key: "loss", step: 1, value: null }] });
    await as(ana).finish({ workspace, runId });
    expect(await next()).toMatchObject({ type: "run", run: { status: "finished" } });
    abort.abort();
  });
});

describe("the package lock", () => {
  it("names the versions that the kernel has", () => {
    const { dependencies } = packageJson;
    expect(dependencies).toMatchObject(kernelPackages);
  });
});
