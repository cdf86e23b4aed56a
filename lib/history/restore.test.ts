import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { readSources } from "@/lib/notebook/doc";
import {
  deleteCells,
  insertCell,
  insertCells,
  moveCells,
  setCellSetting,
  setCellText,
  setCellType,
} from "@/lib/notebook/edit";
import { readNotebook } from "@/lib/notebook/notebook-file";
import { writeFollow } from "@/lib/notebook/run-settings";
import { restoreCell, restoreNotebook } from "./restore";

const me = {};
const contentOf = (doc: Y.Doc) => {
  const { cells, meta } = readNotebook(doc, null);
  return { cells, meta };
};

function notebook(...names: string[]): Y.Doc {
  const doc = new Y.Doc();
  insertCells(
    doc,
    "end",
    names.map((id) => ({ id, type: "ts", source: `// ${id}` })),
  );
  return doc;
}

const change = fc.record({
  kind: fc.constantFrom("insert", "delete", "move", "text", "type", "setting", "follow"),
  which: fc.nat(9),
  where: fc.nat(9),
  text: fc.string({ unit: fc.constantFrom("a", "b", "\n", " "), maxLength: 12 }),
});

function edit(doc: Y.Doc, { kind, which, where, text }: typeof change extends fc.Arbitrary<infer T> ? T : never): void {
  const ids = readSources(doc).map(({ id }) => id);
  const [id, other] = [ids[which % Math.max(1, ids.length)], ids[where % Math.max(1, ids.length)]];
  if (kind === "insert") insertCell(doc, other ? { before: other } : "end", { type: "md", source: text });
  else if (kind === "follow") writeFollow(doc, which % 2 === 0);
  else if (!id) return;
  else if (kind === "delete") deleteCells(doc, [id]);
  else if (kind === "move") moveCells(doc, [id], other ? { after: other } : "end");
  else if (kind === "text") setCellText(doc, id, text);
  else if (kind === "type") setCellType(doc, id, which % 2 ? "md" : "sql");
  else setCellSetting(doc, id, "hold", which % 2 ? "pinned" : null);
}

describe("restoring", () => {
  it("makes of any state any other, in one step that undo takes back whole", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.array(change, { maxLength: 20 }), (first, second) => {
        const doc = notebook("a", "b", "c", "d");
        for (const step of first) edit(doc, step);
        const then = contentOf(doc);
        for (const step of second) edit(doc, step);
        const now = contentOf(doc);
        let updates = 0;
        doc.on("update", () => updates++);
        restoreNotebook(doc, then, me);
        expect(contentOf(doc)).toEqual(then);
        expect(updates).toBeLessThanOrEqual(1);
        restoreNotebook(doc, now, me);
        expect(contentOf(doc)).toEqual(now);
      }),
    );
  });

  it("touches nothing that is alike", () => {
    const doc = notebook("a", "b");
    let updates = 0;
    doc.on("update", () => updates++);
    restoreNotebook(doc, contentOf(doc), me);
    expect(updates).toBe(0);
  });

  it("keeps what a colleague types meanwhile in other lines", () => {
    const mine = new Y.Doc();
    insertCell(mine, "end", { id: "a", type: "ts", source: "one\ntwo\nthree" });
    const then = contentOf(mine);
    setCellText(mine, "a", "ONE\ntwo\nthree");
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
    restoreNotebook(mine, then, me);
    setCellText(theirs, "a", "ONE\ntwo\nthree, and mine");
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs));
    expect(readSources(mine)[0]?.source).toBe("one\ntwo\nthree, and mine");
  });

  it("brings one cell back where it stood, under its own id, and leaves the others", () => {
    const doc = notebook("a", "b", "c");
    const then = contentOf(doc);
    deleteCells(doc, ["b"]);
    setCellText(doc, "a", "changed");
    insertCell(doc, "end", { id: "new", type: "md" });
    restoreCell(doc, then, "b", me);
    expect(readSources(doc).map(({ id, source }) => `${id}: ${source}`)).toEqual([
      "a: changed",
      "b: // b",
      "c: // c",
      "new: ",
    ]);
    restoreCell(doc, then, "a", me);
    restoreCell(doc, then, "new", me);
    expect(contentOf(doc)).toEqual(then);
  });
});
