import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { cellMap, listCells, readSources } from "./doc";
import {
  deleteCells,
  duplicateCells,
  insertCell,
  insertCells,
  mergeCells,
  moveCells,
  moveCellsBy,
  setCellText,
  setCellType,
  splitCell,
} from "./edit";
import { CellList, observeCells } from "./observe";
import { NotebookUndo } from "./undo";

const ids = (doc: Y.Doc) => listCells(doc).map((cell) => cell.id);

function notebookOf(...names: string[]): Y.Doc {
  const doc = new Y.Doc();
  insertCells(
    doc,
    "end",
    names.map((id) => ({ id, type: "ts", source: `// ${id}` })),
  );
  return doc;
}

function exchange(a: Y.Doc, b: Y.Doc): void {
  const [toB, toA] = [
    Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)),
    Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)),
  ];
  Y.applyUpdate(a, toA);
  Y.applyUpdate(b, toB);
}

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

describe("structure", () => {
  it("inserts at both ends, before and after", () => {
    const doc = notebookOf("b", "d");
    insertCell(doc, "start", { id: "a", type: "md" });
    insertCell(doc, { before: "d" }, { id: "c", type: "ts" });
    insertCell(doc, { after: "d" }, { id: "e", type: "sql" });
    expect(ids(doc)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("moves several cells at once and keeps their order", () => {
    const doc = notebookOf("a", "b", "c", "d", "e");
    moveCells(doc, ["d", "b"], "start");
    expect(ids(doc)).toEqual(["b", "d", "a", "c", "e"]);
    moveCells(doc, ["b", "d"], { after: "b" });
    expect(ids(doc)).toEqual(["b", "d", "a", "c", "e"]);
    moveCellsBy(doc, ["b", "d"], 1);
    expect(ids(doc)).toEqual(["a", "b", "d", "c", "e"]);
    moveCellsBy(doc, ["a"], -1);
    expect(ids(doc)).toEqual(["a", "b", "d", "c", "e"]);
  });

  it("splits at a line break without leaving an empty line on either side, and merges back", () => {
    const doc = new Y.Doc();
    insertCell(doc, "end", { id: "a", type: "ts", source: "one\ntwo" });
    const second = splitCell(doc, "a", 4)!;
    expect(readSources(doc).map((c) => c.source)).toEqual(["one", "two"]);
    expect(mergeCells(doc, [second, "a"])).toBe("a");
    expect(readSources(doc)).toEqual([{ id: "a", type: "ts", source: "one\ntwo" }]);
  });

  it("duplicates below the last original, changes types, deletes, and shrugs at cells that are gone", () => {
    const doc = notebookOf("a", "b", "c");
    const [copy] = duplicateCells(doc, ["a"]);
    expect(ids(doc)).toEqual(["a", copy, "b", "c"]);
    setCellType(doc, "b", "md");
    deleteCells(doc, ["c", "gone"]);
    expect(listCells(doc).map((c) => c.type)).toEqual(["ts", "ts", "md"]);
    expect(splitCell(doc, "gone", 0)).toBeNull();
    expect(mergeCells(doc, ["gone"])).toBeNull();
    setCellText(doc, "gone", "x");
    expect(duplicateCells(doc, [])).toEqual([]);
  });

  it("makes every line end LF", () => {
    const doc = new Y.Doc();
    insertCell(doc, "end", { id: "a", type: "ts", source: "a\r\nb\rc" });
    expect(readSources(doc)[0]!.source).toBe("a\nb\nc");
  });

  it("replaces text by an edit that ends with exactly the new text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const doc = new Y.Doc();
        insertCell(doc, "end", { id: "a", type: "ts", source: before });
        setCellText(doc, "a", after);
        expect(readSources(doc)[0]!.source).toBe(after.replace(/\r\n?/g, "\n"));
      }),
    );
  });
});

describe("conflicts", () => {
  it("keeps one cell when two people move it at once", () => {
    const a = notebookOf("x", "y", "z");
    const b = copyOf(a);
    moveCells(a, ["x"], "end");
    moveCells(b, ["x"], { after: "y" });
    exchange(a, b);
    expect(ids(a)).toEqual(ids(b));
    expect([...ids(a)].sort()).toEqual(["x", "y", "z"]);
  });

  it("orders cells inserted at the same place by id, alike for everyone, and can still insert between them", () => {
    const a = notebookOf("x", "y");
    const b = copyOf(a);
    insertCell(a, { after: "x" }, { id: "m2", type: "ts" });
    insertCell(b, { after: "x" }, { id: "m1", type: "ts" });
    exchange(a, b);
    expect(ids(a)).toEqual(["x", "m1", "m2", "y"]);
    expect(ids(b)).toEqual(ids(a));
    insertCell(a, { after: "m1" }, { id: "between", type: "ts" });
    expect(ids(a)).toEqual(["x", "m1", "between", "m2", "y"]);
  });

  it("keeps both people's typing in one cell", () => {
    const a = notebookOf("x");
    const b = copyOf(a);
    setCellText(a, "x", "// x!");
    setCellText(b, "x", "/* */ // x");
    exchange(a, b);
    expect(readSources(a)).toEqual(readSources(b));
    expect(readSources(a)[0]!.source).toBe("/* */ // x!");
  });
});

describe("reading what others wrote", () => {
  it("skips what is no cell, and reads an unknown type as Markdown", () => {
    const doc = notebookOf("a");
    const map = cellMap(doc);
    map.set("number", 7);
    map.set("empty", new Y.Map());
    map.set("array", new Y.Array());
    map.set(
      "odd",
      new Y.Map<unknown>([
        ["type", "cobol"],
        ["order", 12],
        ["text", new Y.Text("hi")],
        ["settings", "none"],
      ]),
    );
    expect(listCells(doc).map((c) => [c.id, c.type, c.settings === null])).toEqual([
      ["odd", "md", true],
      ["a", "ts", false],
    ]);
    duplicateCells(doc, ["odd"]);
    insertCell(doc, "start", { id: "first", type: "ts" });
    moveCells(doc, ["odd"], "end");
    expect(ids(doc)[0]).toBe("first");
    expect(ids(doc).at(-1)).toBe("odd");
  });

  it("finds room between any keys that others may have left", () => {
    const key = fc.oneof(
      fc.constantFrom("a0", "a1", "a1V", "Zz", "", "a00", "!", "S       :", "a1~", "z".repeat(28), "A".repeat(28)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 6 }), fc.nat(6), (orders, at) => {
        const doc = new Y.Doc();
        orders.forEach((order, i) => {
          cellMap(doc).set(
            `c${i}`,
            new Y.Map<unknown>([
              ["type", "ts"],
              ["order", order],
              ["text", new Y.Text()],
              ["settings", new Y.Map()],
            ]),
          );
        });
        const before = ids(doc);
        const anchor = before[at];
        insertCell(doc, anchor === undefined ? "end" : { before: anchor }, { id: "new", type: "ts" });
        const index = anchor === undefined ? before.length : before.indexOf(anchor);
        expect(ids(doc)).toEqual([...before.slice(0, index), "new", ...before.slice(index)]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("undo", () => {
  it("takes back one's own structural edits only, one by one", () => {
    const doc = notebookOf("a", "b");
    const undo = new NotebookUndo(doc);
    const mine = undo.structure;
    deleteCells(doc, ["a"], mine);
    moveCells(doc, ["b"], "start", mine);
    insertCell(doc, "end", { id: "theirs", type: "md" }, "someone else");
    undo.undo();
    undo.undo();
    expect(readSources(doc).map((c) => c.id)).toEqual(["a", "b", "theirs"]);
    expect(readSources(doc)[0]!.source).toBe("// a");
    undo.redo();
    expect(ids(doc)).toEqual(["b", "theirs"]);
  });

  it("takes a split back as one step", () => {
    const doc = new Y.Doc();
    insertCell(doc, "end", { id: "a", type: "ts", source: "one\ntwo" });
    const undo = new NotebookUndo(doc);
    splitCell(doc, "a", 4, undo.structure);
    undo.undo();
    expect(readSources(doc)).toEqual([{ id: "a", type: "ts", source: "one\ntwo" }]);
  });
});

describe("observing", () => {
  it("tells text from structure", () => {
    const doc = notebookOf("a", "b");
    const seen: string[] = [];
    const stop = observeCells(doc, ({ structure, texts, settings }) => {
      seen.push([structure ? "structure" : "", ...texts, ...settings].join(" ").trim());
    });
    setCellText(doc, "b", "new");
    moveCells(doc, ["b"], "start");
    stop();
    setCellText(doc, "b", "newer");
    expect(seen).toEqual(["b", "structure"]);
  });

  it("keeps the same list while people type", () => {
    const doc = notebookOf("a", "b");
    const list = new CellList(doc);
    const first = list.getSnapshot();
    setCellText(doc, "a", "typed");
    expect(list.getSnapshot()).toBe(first);
    deleteCells(doc, ["a"]);
    expect(list.getSnapshot().map((c) => c.id)).toEqual(["b"]);
    list.destroy();
  });
});
