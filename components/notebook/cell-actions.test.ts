import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { getCell, readResultName, readSources } from "@/lib/notebook/doc";
import { insertCells, setCellSetting } from "@/lib/notebook/edit";
import { NotebookUndo } from "@/lib/notebook/undo";
import { CellActions } from "./cell-actions";
import { NotebookUi } from "./notebook-ui";

let doc: Y.Doc;
let ui: NotebookUi;
let actions: CellActions;

beforeEach(() => {
  doc = new Y.Doc();
  insertCells(doc, "end", [
    { id: "title", type: "md", source: "# Title" },
    { id: "a", type: "ts", source: "const a = 1" },
    { id: "b", type: "ts", source: "const b = 2" },
    { id: "end", type: "md", source: "# End" },
  ]);
  ui = new NotebookUi();
  actions = new CellActions({ doc, ui, undo: new NotebookUndo(doc), isFree: (name) => name !== "query" });
});

const ids = () => readSources(doc).map(({ id }) => id);
const active = () => ui.getSnapshot().active;

describe("selecting", () => {
  it("stops at both ends", () => {
    for (let i = 0; i < 9; i++) actions.selectBy(1);
    expect(active()).toBe("end");
    for (let i = 0; i < 9; i++) actions.selectBy(-1);
    expect(active()).toBe("title");
  });

  it("extends over cells from where it began, in either direction", () => {
    ui.select("b");
    actions.selectBy(-1, true);
    actions.selectBy(-1, true);
    expect(actions.selected).toEqual(["title", "a", "b"]);
    actions.selectBy(1, true);
    expect(actions.selected).toEqual(["a", "b"]);
  });

  it("passes over what a folded section hides", () => {
    ui.select("b");
    actions.foldSection(true);
    expect(active()).toBe("title");
    actions.selectBy(1);
    expect(active()).toBe("end");
  });
});

describe("changing cells", () => {
  it("inserts a cell of the same kind beside the selected one", () => {
    ui.select("a");
    actions.insertBeside("above");
    expect(ids().indexOf(active() ?? "")).toBe(1);
    expect(readSources(doc)[1]?.type).toBe("ts");
  });

  it("deletes the selection, and what comes back with undo is selected", () => {
    ui.select("a");
    actions.selectBy(1, true);
    actions.delete();
    expect(ids()).toEqual(["title", "end"]);
    expect(active()).toBe("end");
    actions.undo();
    expect(ids()).toEqual(["title", "a", "b", "end"]);
    expect(active()).toBe("a");
  });

  it("leaves nothing selected when all is deleted", () => {
    actions.delete(ids());
    expect(active()).toBeNull();
    actions.delete();
    expect(ids()).toEqual([]);
  });

  it("pastes what was cut below the selection", () => {
    ui.select("a");
    const clips = actions.clips();
    actions.delete();
    ui.select("end");
    actions.paste(clips);
    expect(readSources(doc).map(({ source }) => source)).toEqual(["# Title", "const b = 2", "# End", "const a = 1"]);
  });

  it("pastes several with their settings, and selects them all", () => {
    setCellSetting(doc, "a", "hideCode", true);
    ui.select("b");
    actions.paste(actions.clips(["a", "b"]));
    const pasted = readSources(doc).slice(3, 5);
    expect(actions.selected).toEqual(pasted.map(({ id }) => id));
    expect(pasted.map(({ source }) => source)).toEqual(["const a = 1", "const b = 2"]);
    expect(actions.clips()[0]?.settings).toEqual({ hideCode: true });
  });

  it("merges one cell with the next, several into the first", () => {
    ui.select("a");
    actions.merge();
    expect(readSources(doc)[1]?.source).toBe("const a = 1\nconst b = 2");
  });

  it("does nothing where the selected cell has gone meanwhile", () => {
    ui.select("a");
    doc.getMap("cells").delete("a");
    actions.delete();
    actions.merge();
    actions.heading(2);
    expect(ids()).toEqual(["title", "b", "end"]);
  });
});

describe("SQL cells", () => {
  const resultOf = (id: string) => {
    const cell = getCell(doc, id);
    return cell && readResultName(cell);
  };

  it("have a name for their result that no cell has", () => {
    const first = actions.insert("end", "sql");
    const second = actions.insert("end", "sql");
    expect([resultOf(first), resultOf(second)]).toEqual(["query2", "query3"]);
  });

  it("are copied and pasted with names of their own", () => {
    const first = actions.insert("end", "sql", "select 1");
    actions.duplicate([first]);
    actions.paste(actions.clips([first]));
    expect(ids().map(resultOf)).toEqual([null, null, null, null, "query2", "query3", "query4"]);
  });

  it("get one when they become SQL, and keep it when they go and come back", () => {
    actions.setType("sql", ["a"]);
    expect(resultOf("a")).toBe("query2");
    actions.setType("ts", ["a"]);
    expect(resultOf("a")).toBeNull();
    actions.setType("sql", ["a", "b"]);
    expect([resultOf("a"), resultOf("b")]).toEqual(["query2", "query3"]);
    actions.undo();
    expect(resultOf("b")).toBeNull();
  });
});
