import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { DatasetRef } from "@/lib/protocol/dataset";
import type { HostInput } from "@/lib/protocol/host";
import { createTestKernel, FakeHost } from "./testing";

beforeAll(() => tf.setBackend("cpu"));

const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A host that keeps one dataset, with a new number for each commit. */
function keepingHost() {
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  const versions: DatasetRef[] = [];
  const host = new FakeHost({
    "datasets.commit": ({ name, columns, parts: sent }: HostInput<"datasets.commit">) => {
      const kept = sent.map(({ rows, arrow }) => {
        parts.set(sha(arrow), arrow);
        return { hash: sha(arrow), rows, bytes: arrow.byteLength };
      });
      const manifest = {
        format: "quire-dataset/1" as const,
        columns: columns.map((column) => ({ nullable: false, ...column })),
        rows: kept.reduce((sum, { rows }) => sum + rows, 0),
        parts: kept,
        source: "test",
      };
      const number = versions.length + 1;
      versions.push({
        name,
        number,
        versionId: `v${number}`,
        hash: sha(new TextEncoder().encode(String(number))),
        manifest,
      });
      return versions[number - 1] as DatasetRef;
    },
    "datasets.load": ({ version }) => versions[(version ?? versions.length) - 1] as DatasetRef,
    "datasets.part": ({ hash }) => parts.get(hash) as Uint8Array<ArrayBuffer>,
  });
  return host;
}

const rows = Array.from({ length: 10 }, (_, i) => ({
  x: i / 2,
  n: i,
  kind: i % 3 === 0 ? "a" : "b",
  note: `row ${i}`,
}));

describe("a dataset in a cell", () => {
  it("is committed from rows, and loads with the same values", async () => {
    const { quire } = createTestKernel(keepingHost());
    const committed = await quire.datasets.commit("points", rows, { message: "first", types: { kind: "category" } });
    expect([committed.name, committed.version, committed.length]).toEqual(["points", 1, 10]);
    const loaded = await quire.datasets.load("points", { version: 1 });
    expect(loaded.rows()).toEqual(rows);
    expect([...loaded]).toEqual(committed.rows());
    expect(loaded.column("x")).toEqual(rows.map(({ x }) => x));
    expect(loaded.categories("kind")).toEqual(["a", "b"]);
  });

  it("is committed from columns, typed arrays among them, or from some rows of another", async () => {
    const { quire } = createTestKernel(keepingHost());
    const first = await quire.datasets.commit("points", { x: Float32Array.of(1, 2, 3), name: ["a", "b", "c"] });
    expect(first.rows(1)).toEqual([
      { x: 2, name: "b" },
      { x: 3, name: "c" },
    ]);
    const second = await quire.datasets.commit("points", first.take([2, 0]));
    expect([second.version, second.column("name")]).toEqual([2, ["c", "a"]]);
  });

  it("gives tensors with a row for each row", async () => {
    const { quire } = createTestKernel(keepingHost());
    const points = (await quire.datasets.commit("points", rows, { types: { kind: "category" } })).slice(0, 4);
    expect(points.tensor("x", { scale: 10 }).arraySync()).toEqual([0, 5, 10, 15]);
    expect(points.tensor(["x", "n"]).arraySync()).toEqual([
      [0, 0],
      [0.5, 1],
      [1, 2],
      [1.5, 3],
    ]);
    const kinds = points.tensor("kind");
    expect([kinds.dtype, kinds.arraySync()]).toEqual(["int32", [0, 1, 1, 0]]);
    const labels = points.oneHot("kind");
    expect([labels.dtype, labels.arraySync()]).toEqual([
      "float32",
      [
        [1, 0],
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    ]);
    expect(() => points.tensor("note")).toThrow(/holds text/);
    expect(() => points.tensor("missing")).toThrow(/has no column "missing"/);
    expect(() => points.tensor([])).toThrow(
      "dataset.tensor needs the name of a column, or an array of names, got an array of 0.",
    );
  });

  it("is split by the kernel's seed where none is given, the same in each kernel", async () => {
    const split = async (seed: number) => {
      const { quire } = createTestKernel(keepingHost(), seed);
      return (await quire.datasets.commit("points", rows)).split({ test: 0.4 }).test.column("n");
    };
    expect(await split(3)).toEqual(await split(3));
    expect(await split(3)).not.toEqual(await split(4));
  });

  it("is asked for in parts of its version only", async () => {
    const host = keepingHost();
    const { quire } = createTestKernel(host);
    await quire.datasets.commit("points", rows);
    await quire.datasets.load("points");
    expect(host.inputs("datasets.part")).toMatchObject([{ versionId: "v1" }]);
  });
});
