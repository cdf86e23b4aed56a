import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { getCell, readSources } from "@/lib/notebook/doc";
import { insertCells, setCellText } from "@/lib/notebook/edit";
import { findInCells } from "@/lib/notebook/find/find-cells";
import type { FindRequest } from "@/lib/notebook/find/messages";
import { FindStore } from "./find-store";
import { type FindChannel, Searcher } from "./searcher";

let doc: Y.Doc;
let store: FindStore;
let shown: string[];
let told: unknown[];
/** Questions that wait until a test answers them; null: they are answered at once. */
let held: (() => void)[] | null;
let closed: number;

function channel(): FindChannel {
  let receive: (data: unknown) => void = () => undefined;
  return {
    send: (request: FindRequest) => {
      const answer = () => receive(structuredClone(findInCells(request)));
      if (held) held.push(answer);
      else queueMicrotask(answer);
    },
    listen: (onMessage) => (receive = onMessage),
    close: () => closed++,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  doc = new Y.Doc();
  insertCells(doc, "end", [
    { id: "title", type: "md", source: "# Loss curves" },
    { id: "a", type: "ts", source: "const loss = 1;\nlog(loss);" },
    { id: "b", type: "ts", source: "loss + 1" },
  ]);
  [shown, told, held, closed] = [[], [], null, 0];
  store = new FindStore({
    doc,
    applyEdits: (edits) =>
      doc.transact(() => {
        for (const { cellId, start, length, text } of [...edits].sort((x, y) => y.start - x.start)) {
          const target = getCell(doc, cellId)?.text;
          target?.delete(start, length);
          target?.insert(start, text);
        }
      }),
    paint: () => undefined,
    show: ({ cellId, start }) => shown.push(`${cellId}@${start}`),
    begin: () => "a",
    tell: (replaced) => told.push(replaced),
    searcher: new Searcher(channel),
  });
});
afterEach(() => {
  store.destroy();
  vi.useRealTimers();
});

const later = (ms = 500) => vi.advanceTimersByTimeAsync(ms);
const texts = () => readSources(doc).map(({ source }) => source);
async function find(text: string, how = {}): Promise<void> {
  store.open(true, "");
  store.setQuery({ text, ...how });
  await later();
}

describe("finding", () => {
  it("begins at the selected cell, counts all, and goes around both ends", async () => {
    await find("loss");
    expect(store.getSnapshot()).toMatchObject({ current: 1, problem: null });
    expect(store.getSnapshot().matches).toHaveLength(4);
    store.go(1);
    store.go(1);
    store.go(1);
    store.go(-1);
    expect(shown.slice(1)).toEqual(["a@20", "b@0", "title@2", "b@0"]);
  });

  it("follows a colleague's edits without moving the page", async () => {
    await find("loss");
    const before = shown.length;
    setCellText(doc, "a", "// loss\nconst loss = 1;\nlog(loss);");
    await later();
    expect(store.getSnapshot().matches).toHaveLength(5);
    expect(shown).toHaveLength(before);
  });

  it("says what is wrong with a regular expression, and goes on when it is mended", async () => {
    await find("(", { regex: true });
    expect(store.getSnapshot().matches).toEqual([]);
    expect(store.getSnapshot().problem).toContain("unterminated group");
    store.setQuery({ text: "(l)oss" });
    await later();
    expect(store.getSnapshot()).toMatchObject({ problem: null, current: 1 });
  });

  it("gives up what takes too long, ends its worker, and can be used again", async () => {
    held = [];
    await find("(o+)+$", { regex: true });
    await later(4_000);
    expect(store.getSnapshot().searching).toBe(false);
    expect(store.getSnapshot().problem).toContain("given up");
    expect(closed).toBe(1);
    held = null;
    store.setQuery({ text: "loss", regex: false });
    await later();
    expect(store.getSnapshot().matches).toHaveLength(4);
  });

  it("drops a search that nobody waits for any more", async () => {
    held = [];
    await find("loss");
    const [old] = held;
    held = null;
    store.setQuery({ text: "curves" });
    await later();
    old?.();
    await later();
    expect(store.getSnapshot().matches).toEqual([{ cellId: "title", start: 7, length: 6 }]);
  });
});

describe("replacing", () => {
  it("replaces one and goes to the next, even where the new text has the old in it", async () => {
    await find("loss");
    store.setReplacement("losses");
    await store.replaceOne();
    expect(texts()[1]).toBe("const losses = 1;\nlog(loss);");
    await store.replaceOne();
    await store.replaceOne();
    expect(texts()).toEqual(["# Loss curves", "const losses = 1;\nlog(losses);", "losses + 1"]);
  });

  it("replaces all, with groups, and tells how many", async () => {
    await find("l(oss)", { regex: true, matchCase: true });
    store.setReplacement("m$1");
    await store.replaceAll();
    expect(texts()).toEqual(["# Loss curves", "const moss = 1;\nlog(moss);", "moss + 1"]);
    expect(told).toEqual([{ matches: 3, cells: ["a", "b"], left: 0 }]);
  });

  it("leaves a cell that a colleague edits meanwhile, and what moved since it was shown", async () => {
    await find("loss");
    store.setReplacement("x");
    held = [];
    const all = store.replaceAll();
    await later(0);
    setCellText(doc, "a", "const lossless = 1;");
    held.splice(0).forEach((answer) => answer());
    held = null;
    await all;
    expect(texts()).toEqual(["# x curves", "const lossless = 1;", "x + 1"]);
    expect(told).toMatchObject([{ matches: 2, left: 1 }]);

    await later();
    setCellText(doc, "a", "// now at another place\nconst lossless = 1;");
    await store.replaceOne();
    expect(texts()[1]).toBe("// now at another place\nconst lossless = 1;");
    expect(store.current).toEqual({ cellId: "a", start: 30, length: 4 });
  });
});
