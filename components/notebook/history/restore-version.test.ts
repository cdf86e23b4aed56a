import { beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { toast } from "@/components/ui/toast";
import { readSources } from "@/lib/notebook/doc";
import { insertCells, setCellText } from "@/lib/notebook/edit";
import { readNotebook } from "@/lib/notebook/notebook-file";
import { NotebookUndo } from "@/lib/notebook/undo";
import { CellActions } from "../cell-actions";
import type { NotebookSession } from "../notebook-session";
import { NotebookUi } from "../notebook-ui";
import { restoreOne, restoreTitle, restoreWhole } from "./restore-version";

vi.mock("@/components/ui/toast", () => ({ toast: { error: vi.fn(), message: vi.fn(), undo: vi.fn() } }));

const version = { id: "v", name: "Then", at: new Date(), editors: [], title: "Herons" };
const then = { cells: [{ id: "a", type: "ts" as const, source: "then", settings: {} }], meta: {} };

let doc: Y.Doc;
let saved: { saved: string; connection: string };
let listeners: Set<() => void>;
/** What the server was asked, with what the cells held at that moment. */
let asked: string[];
let fails: boolean;
let title: string;
let session: NotebookSession;

const sources = () => readSources(doc).map(({ source }) => source);

beforeEach(() => {
  vi.clearAllMocks();
  doc = new Y.Doc();
  insertCells(doc, "end", [{ id: "a", type: "ts", source: "now" }]);
  [saved, listeners, asked, fails] = [{ saved: "saved", connection: "connected" }, new Set(), [], false];
  title = "Herons";
  const undo = new NotebookUndo(doc);
  const keep = ({ name }: { name: string | null }) => {
    asked.push(`${name}: ${sources().join()}`);
    return fails ? Promise.reject(new Error("The server is full.")) : Promise.resolve({ id: "kept" });
  };
  const rename = ({ title: wanted }: { title: string }) => Promise.resolve(void (title = wanted));
  const parts: unknown = {
    doc,
    undo,
    actions: new CellActions({ doc, ui: new NotebookUi(), undo, isFree: () => true }),
    options: {
      workspace: "w",
      notebookId: "n",
      api: { history: { keep: { mutate: keep } }, notebooks: { rename: { mutate: rename } } },
    },
    collab: {
      getSnapshot: () => saved,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
  session = parts as NotebookSession;
});

it("keeps what is there as a version first, and offers to take the whole restore back", async () => {
  insertCells(doc, "end", [{ id: "b", type: "md", source: "new" }]);
  expect(await restoreWhole(session, then, version, "Herons")).toBe(true);
  expect([asked, sources()]).toEqual([["null: now,new"], ["then"]]);
  const [said, takeBack] = vi.mocked(toast.undo).mock.calls[0]!;
  expect(said).toBe("“Then” is restored.");
  doc.transact(() => setCellText(doc, "a", "then, and typed"), session.undo.typing);
  takeBack();
  expect(readNotebook(doc, null).cells.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(sources()[0]).toContain("now");
});

it("brings the title back with the whole, and takes both back together", async () => {
  expect(await restoreWhole(session, then, { ...version, title: "Untitled" }, "Herons")).toBe(true);
  expect([title, sources()]).toEqual(["Untitled", ["then"]]);
  vi.mocked(toast.undo).mock.calls[0]![1]();
  await vi.waitFor(() => expect([title, sources()]).toEqual(["Herons", ["now"]]));
});

it("brings back the title alone", async () => {
  await restoreTitle(session, { before: "Untitled", after: "Herons" });
  expect([title, sources(), asked]).toEqual(["Untitled", ["now"], []]);
  vi.mocked(toast.undo).mock.calls[0]![1]();
  await vi.waitFor(() => expect(title).toBe("Herons"));
});

it("says so where there is nothing to restore", async () => {
  expect(await restoreOne(session, { cells: readNotebook(doc, null).cells, meta: {} }, "a")).toBe(true);
  expect([vi.mocked(toast.message).mock.calls.length, vi.mocked(toast.undo).mock.calls.length]).toEqual([1, 0]);
});

it("waits until the last edits are saved, and restores nothing while the server is away", async () => {
  saved = { saved: "unsaved", connection: "connected" };
  const restoring = restoreOne(session, then, "a");
  expect(sources()).toEqual(["now"]);
  saved = { saved: "saved", connection: "connected" };
  for (const listener of [...listeners]) listener();
  expect([await restoring, sources(), listeners.size]).toEqual([true, ["then"], 0]);

  saved = { saved: "unsaved", connection: "offline" };
  expect([await restoreWhole(session, { cells: [], meta: {} }, version, null), sources()]).toEqual([false, ["then"]]);
  saved = { saved: "saved", connection: "connected" };
  fails = true;
  expect([await restoreWhole(session, { cells: [], meta: {} }, version, null), sources()]).toEqual([false, ["then"]]);
  expect(vi.mocked(toast.error).mock.calls.map(([words]) => words)).toEqual([
    "Your last edits are not saved yet, so nothing was restored. Try again when they are.",
    expect.stringContaining("Nothing was restored: ") as string,
  ]);
});
