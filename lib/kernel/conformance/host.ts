import { encodePart } from "@/lib/datasets/arrow-part";
import type { ColumnData } from "@/lib/datasets/column-data";
import { QuireError } from "@/lib/protocol/errors";
import type { HostCallName, HostInput, HostOutput, KernelHost } from "@/lib/protocol/host";
import { CheckpointsInMemory } from "../quire/checkpoints-in-memory";
import { packageOf } from "./packages";
import { conformanceSecret } from "./secrets";

const column = { nullable: false };
/** A dataset of each type of column, in two parts. The second version has one row less. */
const rows: ColumnData[] = [
  { column: { ...column, name: "n", type: "integer" }, kind: "i32", values: Int32Array.of(1, 2, 3), valid: null },
  {
    column: { name: "x", type: "number", nullable: true },
    kind: "f64",
    values: Float64Array.of(0.5, 0, 2),
    valid: Uint8Array.of(1, 0, 1),
  },
  {
    column: { ...column, name: "kind", type: "category", categories: ["ash", "oak"] },
    kind: "i32",
    values: Int32Array.of(1, 0, 1),
    valid: null,
  },
  {
    column: { ...column, name: "day", type: "date" },
    kind: "f64",
    values: Float64Array.of(0, 864e5, 1e12),
    valid: null,
  },
  { column: { ...column, name: "ok", type: "boolean" }, kind: "u8", values: Uint8Array.of(1, 0, 1), valid: null },
  {
    column: { ...column, name: "spot", type: "vector", shape: [2] },
    kind: "f32",
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
    valid: null,
  },
  {
    column: { ...column, name: "picture", type: "image", shape: [1, 2, 1] },
    kind: "u8",
    values: Uint8Array.of(0, 255, 9, 8, 7, 6),
    valid: null,
  },
  { column: { ...column, name: "say", type: "string" }, kind: "text", values: ["a", "b", "c\"'"], valid: null },
];

const part = (from: number, to: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    encodePart(
      rows.map((data): ColumnData => {
        const width = data.values.length / 3;
        const valid = data.valid?.slice(from, to) ?? null;
        return data.kind === "text"
          ? { ...data, values: data.values.slice(from, to), valid }
          : ({ ...data, values: data.values.slice(from * width, to * width), valid } as ColumnData);
      }),
      to - from,
    ),
  );

const hashes = ["a".repeat(64), "b".repeat(64)] as const;
const parts = { [hashes[0]]: { arrow: part(0, 2), rows: 2 }, [hashes[1]]: { arrow: part(2, 3), rows: 1 } };

function datasetOf({ name, version = 1 }: HostInput<"datasets.load">): HostOutput<"datasets.load"> {
  if (name !== "trees" || version > 2) throw new QuireError("NOT_FOUND", `There is no dataset "${name}" here.`);
  const kept = version === 1 ? hashes : [hashes[0]];
  const manifest = {
    format: "quire-dataset/1" as const,
    columns: rows.map((data) => data.column),
    rows: version === 1 ? 3 : 2,
    parts: kept.map((hash) => ({ hash, rows: parts[hash]?.rows ?? 0, bytes: parts[hash]?.arrow.length ?? 0 })),
    source: "",
  };
  return { name, number: version, versionId: `trees ${version}`, hash: "c".repeat(64), manifest };
}

type Answers = { [N in HostCallName]?: (input: HostInput<N>) => HostOutput<N> | Promise<HostOutput<N>> };

const answers: Answers = {
  ...new CheckpointsInMemory().answers,
  "packages.load": ({ specifier }) => {
    const found = packageOf(specifier);
    if (found) return found;
    throw new QuireError("NOT_FOUND", `The registry has no package "${specifier}".`);
  },
  "datasets.load": datasetOf,
  "sweeps.open": () => null,
  "secrets.get": () => ({ name: "KEY", value: conformanceSecret }),
  "datasets.part": ({ hash }) => parts[hash]?.arrow ?? new Uint8Array(),
};

/** What the suite's cells find outside of their kernel: a few packages and a dataset. */
export const conformanceHost: KernelHost = {
  call<N extends HostCallName>(name: N, input: HostInput<N>): Promise<HostOutput<N>> {
    const answer = answers[name];
    if (!answer) return Promise.reject(new QuireError("UNAVAILABLE", "There is no workspace here."));
    return new Promise((resolve) => resolve(answer(input)));
  },
};
