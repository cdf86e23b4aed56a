import { beforeEach, expect, it } from "vitest";
import * as Y from "yjs";
import { getCell } from "@/lib/notebook/doc";
import { insertCells } from "@/lib/notebook/edit";
import { isHidden } from "@/lib/notebook/hidden";
import { CellList } from "@/lib/notebook/observe";
import { isParameters } from "@/lib/notebook/parameters";
import { NotebookUndo } from "@/lib/notebook/undo";
import { CellActions } from "./cell-actions";
import { CellDisplay } from "./cell-display";
import { NotebookUi } from "./notebook-ui";

let doc: Y.Doc;
let ui: NotebookUi;
let actions: CellActions;
let undo: NotebookUndo;
const displayFor = (readOnly: boolean) =>
  new CellDisplay({ doc, ui, actions, readOnly, cells: new CellList(doc) }, undo.structure);

beforeEach(() => {
  doc = new Y.Doc();
  insertCells(doc, "end", [
    { id: "text", type: "md", source: "# Title" },
    { id: "a", type: "ts", source: "const a = 1" },
    { id: "b", type: "ts", source: "const b = 2" },
  ]);
  ui = new NotebookUi();
  undo = new NotebookUndo(doc);
  actions = new CellActions({ doc, ui, undo, isFree: () => true });
});

const hidden = () =>
  ["text", "a", "b"].filter((id) => {
    const cell = getCell(doc, id);
    return cell && isHidden(cell, "code");
  });

it("hides the selected cells' code as the active one is not, and undo takes it back", () => {
  ui.select("a");
  ui.extend("b");
  const display = displayFor(false);
  display.toggle("code");
  expect(hidden()).toEqual(["a", "b"]);
  display.toggle("code");
  expect(hidden()).toEqual([]);
  actions.undo();
  expect(hidden()).toEqual(["a", "b"]);
});

it("hides all code as one step, and leaves text alone", () => {
  displayFor(false).hideAll("code", true);
  expect(hidden()).toEqual(["a", "b"]);
  actions.undo();
  expect(hidden()).toEqual([]);
});

it("lets a reader look for themselves alone", () => {
  displayFor(false).hideAll("code", true);
  ui.select("a");
  const reader = displayFor(true);
  reader.toggle("code");
  expect(ui.getSnapshot().peeked).toEqual(new Set(["a"]));
  reader.toggle("code");
  expect(ui.getSnapshot().peeked).toEqual(new Set());
  reader.toggleParameters("a");
  expect(hidden()).toEqual(["a", "b"]);
});

it("says which cell holds the parameters, of code alone", () => {
  const display = displayFor(false);
  const marked = () => ["text", "a"].filter((id) => isParameters(getCell(doc, id) ?? { settings: null }));
  display.toggleParameters("a");
  display.toggleParameters("text");
  expect(marked()).toEqual(["a"]);
  display.toggleParameters("a");
  expect(marked()).toEqual([]);
});
