import { afterEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import type { InputRef, Json } from "@/lib/inputs/control";
import { BlobTransfer } from "./blob-transfer";
import { NotebookInputs, type OwnValues } from "./notebook-inputs";

const open: NotebookInputs[] = [];
afterEach(() => open.splice(0).forEach((inputs) => inputs.destroy()));

function storage(): OwnValues {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

function person({ doc = new Y.Doc(), own = storage(), readOnly = false } = {}) {
  const heard: [string, Json, boolean][] = [];
  const inputs = new NotebookInputs({
    doc,
    blobs: new BlobTransfer("w"),
    notebookId: "n",
    userId: "u",
    readOnly,
    own,
    tellMs: 20,
  });
  inputs.onChange = ({ key }, value, { press }) => heard.push([key, value, press]);
  open.push(inputs);
  return { inputs, heard, doc };
}

/** Two documents that hear of each other's changes at once. */
function pair(): [Y.Doc, Y.Doc] {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  a.on("update", (update: Uint8Array, origin) => origin !== b && Y.applyUpdate(b, update, a));
  b.on("update", (update: Uint8Array, origin) => origin !== a && Y.applyUpdate(a, update, b));
  return [a, b];
}

const shared: InputRef = { cell: "c1", key: "lr", shared: true };
const mine: InputRef = { cell: "c1", key: "lr", shared: false };

it("shares a value with everyone, and keeps another to its person", () => {
  const [here, there] = pair();
  const [ana, mara] = [person({ doc: here }), person({ doc: there })];
  ana.inputs.choose(shared, 0.5);
  ana.inputs.flush();
  ana.inputs.choose(mine, 7);
  expect(mara.inputs.chosen(shared)).toBe(0.5);
  expect(mara.inputs.chosen(mine)).toBeUndefined();
  expect(ana.inputs.chosen(mine)).toBe(7);
  expect(mara.heard).toEqual([["lr", 0.5, false]]);
  expect(ana.inputs.chosenIn("c1")).toEqual({ shared: { lr: 0.5 }, mine: { lr: 7 } });
  expect(ana.inputs.chosenIn("c2")).toEqual({ shared: {}, mine: {} });
});

it("shows a drag at once and tells of it now and then, always of its end", async () => {
  const { inputs, heard, doc } = person();
  const updates = vi.fn();
  doc.on("update", updates);
  for (let value = 0; value < 100; value++) {
    inputs.choose(shared, value);
    expect(inputs.chosen(shared)).toBe(value);
  }
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(["lr", 99, false]));
  expect(heard.length).toBeLessThan(20);
  expect(updates.mock.calls.length).toBe(heard.length);
});

it("says a press at once", () => {
  const { inputs, heard } = person();
  inputs.choose(shared, 1);
  inputs.choose(shared, 2, { press: true });
  expect(heard.at(-1)).toEqual(["lr", 2, true]);
});

it("keeps a person's own values over a reload, and lives without a storage", () => {
  const own = storage();
  const first = person({ own });
  first.inputs.choose(mine, 3);
  first.inputs.flush();
  expect(person({ own }).inputs.chosen(mine)).toBe(3);
  const closed: OwnValues = {
    getItem: () => "broken {",
    setItem: () => {
      throw new Error("full");
    },
  };
  const { inputs } = person({ own: closed });
  inputs.choose(mine, 4);
  inputs.flush();
  expect(inputs.chosen(mine)).toBe(4);
});

it("lets a viewer change nothing", () => {
  const { inputs, heard } = person({ readOnly: true });
  inputs.choose(shared, 1);
  expect([inputs.chosen(shared), heard]).toEqual([undefined, []]);
});

it("knows the files that are chosen, and no others", () => {
  const { inputs } = person();
  const hash = "a".repeat(64);
  inputs.choose(mine, { name: "x.csv", type: "", size: 1, hash });
  inputs.flush();
  expect([inputs.hasFile(hash), inputs.hasFile("b".repeat(64)), inputs.hasFile("")]).toEqual([true, false, false]);
});

it("refuses more than an input can hold", () => {
  expect(() => person().inputs.choose(shared, "x".repeat(200_000))).toThrow("more than an input can hold");
});
