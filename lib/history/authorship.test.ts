import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { cellMap, getCell } from "@/lib/notebook/doc";
import { deleteCells, insertCell, moveCells, setCellSetting, setCellText } from "@/lib/notebook/edit";
import { Authorship } from "./authorship";

let log: { update: Uint8Array; userId: string; at: number }[];
let ana: Y.Doc;
let ben: Y.Doc;

/** A person whose every edit goes to the log and to the other. */
function person(userId: string, others: () => Y.Doc[]): Y.Doc {
  const doc = new Y.Doc();
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin === "network") return;
    log.push({ update, userId, at: log.length });
    for (const other of others()) Y.applyUpdate(other, update, "network");
  });
  return doc;
}

beforeEach(() => {
  log = [];
  ana = person("ana", () => [ben]);
  ben = person("ben", () => [ana]);
  insertCell(ana, "end", { id: "a", type: "ts", source: "one two" });
  insertCell(ana, "end", { id: "b", type: "ts", source: "b" });
});

function authors(from: number, base?: Y.Doc) {
  const authorship = new Authorship();
  if (base) authorship.addPending(base);
  const doc = new Y.Doc();
  log.slice(0, from).forEach(({ update }) => Y.applyUpdate(doc, update));
  for (const row of log.slice(from)) {
    authorship.add(row);
    Y.applyUpdate(doc, row.update);
  }
  return authorship.cells(doc);
}
const who = (from: number, id: string) =>
  authors(from)
    .get(id)
    ?.by.map(({ userId }) => userId);

describe("who changed what", () => {
  it("names who wrote in a cell since, the latest first, and nobody in a cell left alone", () => {
    const from = log.length;
    setCellText(ana, "a", "one 2 two");
    setCellText(ben, "a", "one 2 two three");
    expect([who(from, "a"), who(from, "b")]).toEqual([["ben", "ana"], undefined]);
    expect(who(0, "b")).toEqual(["ana"]);
  });

  it("names who deleted text, a cell, or a setting; who moved it and who set it", () => {
    setCellSetting(ana, "b", "hold", "pinned");
    const from = log.length;
    setCellText(ben, "a", "one");
    getCell(ben, "b")?.settings?.delete("hold");
    expect([who(from, "a"), who(from, "b")]).toEqual([["ben"], ["ben"]]);
    const later = log.length;
    moveCells(ana, ["b"], "start");
    expect([who(later, "a"), who(later, "b")]).toEqual([undefined, ["ana"]]);
    deleteCells(ben, ["a"]);
    expect(who(later, "a")).toEqual(["ben"]);
  });

  it("tells whose each character is", () => {
    const from = log.length;
    getCell(ben, "a")?.text.insert(4, "BEN ");
    getCell(ana, "a")?.text.insert(6, "ana");
    expect(getCell(ana, "a")?.text.toJSON()).toBe("one BEanaN two");
    const runs = authors(from).get("a")?.text ?? [];
    expect(runs.map(({ userId, length }) => `${userId ?? "before"} ${length}`)).toEqual([
      "before 4",
      "ben 2",
      "ana 3",
      "ben 2",
      "before 3",
    ]);
  });

  it("goes by the connection, whatever Yjs client id an edit claims", () => {
    const from = log.length;
    const forger = new Y.Doc();
    for (const { update } of log) Y.applyUpdate(forger, update);
    forger.clientID = ana.clientID;
    forger.on("update", (update: Uint8Array) => log.push({ update, userId: "mallory", at: 99 }));
    getCell(forger, "a")?.text.insert(0, "forged ");
    expect(who(from, "a")).toEqual(["mallory"]);
  });

  it("does not call an edit that waited for ground the edit of whoever brought the ground", () => {
    const base = new Y.Doc();
    for (const { update } of log) Y.applyUpdate(base, update);
    const mallory = new Y.Doc();
    Y.applyUpdate(mallory, Y.encodeStateAsUpdate(base));
    // Ana's next edit, which Mallory sees before the server does, is the ground.
    const from = log.length;
    setCellText(ana, "a", "ana one two");
    const ground = log.pop()!;
    Y.applyUpdate(mallory, ground.update);
    mallory.on("update", (update: Uint8Array) => log.push({ update, userId: "mallory", at: 50 }));
    getCell(mallory, "a")?.text.insert(2, "X");
    Y.applyUpdate(base, log[from]!.update);
    // The room logs the ground together with what it released, under Ana's connection.
    const released = Y.encodeStateAsUpdate(mallory, Y.encodeStateVector(base));
    log.push({ ...ground, update: released });
    const runs = (authors(from).get("a")?.text ?? []).map(({ userId }) => userId);
    expect(runs).toEqual(["ana", "mallory", "ana", null]);
    // The same where the waiting edit is older than what is asked about.
    const later = from + 1;
    const seen = authors(later, base).get("a")?.text ?? [];
    expect(seen.map(({ userId }) => userId)).toEqual(["ana", null, "ana", null]);
    expect(cellMap(base).size).toBe(2);
  });
});
