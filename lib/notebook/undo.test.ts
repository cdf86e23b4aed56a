import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { restoreNotebook } from "@/lib/history/restore";
import { cellMap, getCell, readSources } from "./doc";
import {
  deleteCells,
  insertCell,
  mergeCells,
  moveCells,
  moveCellsBy,
  setCellSetting,
  setCellText,
  setCellType,
  splitCell,
} from "./edit";
import { readNotebook } from "./notebook-file";
import { readFollow, writeFollow } from "./run-settings";
import { NotebookUndo } from "./undo";

/** `npm run soak` plays many more. */
const RUNS = process.env.QUIRE_SOAK ? 10_000 : 300;

/** A person with a replica of their own. */
class Person {
  readonly doc = new Y.Doc();
  readonly undo = new NotebookUndo(this.doc);

  constructor(clientID: number) {
    this.doc.clientID = clientID;
  }

  get origin() {
    return this.undo.structure;
  }
  get cells(): string {
    return readSources(this.doc)
      .map(({ id, source }) => `${id}:${source}`)
      .join(" ");
  }

  type(id: string, at: number, text: string, remove = 0): void {
    const cell = getCell(this.doc, id);
    if (!cell) return;
    const start = Math.min(at, cell.text.length);
    this.undo.beforeTyping(id);
    this.doc.transact(() => {
      cell.text.delete(start, Math.min(remove, cell.text.length - start));
      cell.text.insert(start, text);
    }, this.undo.typing);
  }

  insert(id: string, source = "") {
    insertCell(this.doc, "end", { id, type: "ts", source }, this.origin);
  }
}

function meet(...people: Person[]): void {
  for (const from of people)
    for (const to of people)
      if (from !== to) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), "network");
}

let ana: Person;
let ben: Person;
beforeEach(() => {
  [ana, ben] = [new Person(1), new Person(2)];
});

describe("undo of one's own", () => {
  it("goes back through text and cells in the order in which they were changed", () => {
    ana.insert("a");
    ana.type("a", 0, "one");
    ana.insert("b");
    ana.type("b", 0, "two");
    moveCells(ana.doc, ["b"], "start", ana.origin);
    const seen = [ana.cells];
    while (ana.undo.undo()) seen.push(ana.cells);
    expect(seen).toEqual(["b:two a:one", "a:one b:two", "a:one b:", "a:one", "a:", ""]);
    while (ana.undo.redo()) seen.push(ana.cells);
    expect(seen.slice(6)).toEqual(["a:", "a:one", "a:one b:", "a:one b:two", "b:two a:one"]);
  });

  it("takes back in an editor what was typed there, whatever was done elsewhere after it", () => {
    ana.insert("a");
    ana.insert("b");
    ana.type("a", 0, "one");
    ana.type("b", 0, "two");
    moveCellsBy(ana.doc, ["b"], -1, ana.origin);
    expect([ana.undo.undo("a"), ana.cells]).toEqual([true, "b:two a:"]);
    expect([ana.undo.undo("a"), ana.undo.canUndo("a"), ana.undo.canRedo("a")]).toEqual([false, false, true]);
    expect([ana.undo.redo("a"), ana.cells]).toEqual([true, "b:two a:one"]);
  });

  it("still takes back typing in a cell that was deleted and came back", () => {
    ana.insert("a");
    ana.type("a", 0, "one");
    deleteCells(ana.doc, ["a"], ana.origin);
    ana.undo.undo();
    expect(ana.cells).toBe("a:one");
    ana.undo.undo("a");
    expect(ana.cells).toBe("a:");
  });

  it("takes back a command in every text it wrote, as one step", () => {
    ana.insert("a", "xs");
    ana.insert("b", "xs");
    ana.doc.transact(() => {
      for (const id of ["a", "b"]) getCell(ana.doc, id)?.text.insert(2, "!");
    }, ana.undo.command);
    ana.type("a", 3, "?");
    ana.undo.undo("b");
    expect(ana.cells).toBe("a:xs? b:xs");
    ana.undo.redo("a");
    expect(ana.cells).toBe("a:xs!? b:xs!");
  });

  it("takes back one named step, once", () => {
    ana.insert("a");
    ana.insert("b");
    deleteCells(ana.doc, ["a"], ana.origin);
    const step = ana.undo.last!;
    ana.type("b", 0, "typed after");
    expect([ana.undo.takeBack(step), ana.cells]).toEqual([true, "a: b:typed after"]);
    expect([ana.undo.takeBack(step), ana.cells]).toEqual([false, "a: b:typed after"]);
  });

  it("takes back settings of the notebook, and a whole restore at once", () => {
    ana.insert("a", "then");
    const then = readNotebook(ana.doc, null);
    ana.type("a", 4, " and now");
    deleteCells(ana.doc, ["a"], ana.origin);
    ana.insert("b", "b");
    writeFollow(ana.doc, true, ana.origin);
    restoreNotebook(ana.doc, then, ana.origin);
    expect([ana.cells, readFollow(ana.doc)]).toEqual(["a:then", false]);
    ana.undo.undo();
    expect([ana.cells, readFollow(ana.doc)]).toEqual(["b:b", true]);
    ana.undo.undo();
    expect(readFollow(ana.doc)).toBe(false);
  });

  it("puts the carets back where they were before the step, past others' edits", () => {
    ana.insert("a", "one two");
    meet(ana, ben);
    const shown: unknown[] = [];
    ana.undo.hold("a", { get: () => [{ anchor: 4, head: 7 }], set: (selections) => shown.push(selections) });
    ana.type("a", 4, "three", 3);
    ben.type("a", 0, ">> ");
    meet(ana, ben);
    ana.undo.undo("a");
    expect([ana.cells, shown]).toEqual(["a:>> one two", [[{ anchor: 7, head: 10 }]]]);
  });
});

describe("undo beside others", () => {
  it("keeps a cell that a colleague wrote in when its insertion is undone", () => {
    ana.insert("a", "ana's ");
    meet(ana, ben);
    ben.type("a", 6, "ben's");
    meet(ana, ben);
    ana.undo.undo();
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["a:ben's", "a:ben's"]);
  });

  it("keeps it also where the cell moved, was deleted and came back in between", () => {
    ana.insert("a", "ana's ");
    ana.insert("b");
    meet(ana, ben);
    ben.type("a", 6, "ben's");
    meet(ana, ben);
    moveCells(ana.doc, ["a"], "end", ana.origin);
    deleteCells(ana.doc, ["a"], ana.origin);
    for (let i = 0; i < 4; i++) ana.undo.undo();
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["a:ben's", "a:ben's"]);
    expect(getCell(ana.doc, "a")?.order).not.toBe("");
  });

  it("brings back with a deleted cell what a colleague was typing in it", () => {
    ana.insert("a", "one");
    meet(ana, ben);
    deleteCells(ana.doc, ["a"], ana.origin);
    ben.doc.on("update", (update: Uint8Array) => Y.applyUpdate(ana.doc, update, "network"));
    ben.type("a", 3, " and two");
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["", ""]);
    ana.undo.undo();
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["a:one and two", "a:one and two"]);
    ana.undo.redo();
    expect(ana.cells).toBe("");
  });

  it("brings back with redo what a colleague changed in a cell before they heard that its insertion was undone", () => {
    ana.insert("a");
    ana.insert("b", "b");
    meet(ana, ben);
    ana.undo.undo();
    ben.doc.on("update", (update: Uint8Array) => Y.applyUpdate(ana.doc, update, "network"));
    moveCells(ben.doc, ["b"], "start", ben.origin);
    ben.type("b", 1, "!");
    meet(ana, ben);
    ana.undo.redo();
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["b:b! a:", "b:b! a:"]);
  });

  it.each([
    ["an undone deletion", (person: Person) => deleteCells(person.doc, ["b"], person.origin), "undo"],
    ["a redone insertion", (person: Person) => person.undo.undo(), "redo"],
  ] as const)("gives a cell of %s the last place and type that are known of it", (_, remove, bringBack) => {
    ana.insert("a");
    ana.insert("b", "b");
    meet(ana, ben);
    remove(ana);
    // Ben hears of it before he tells, and keeps nothing of his own.
    moveCells(ben.doc, ["b"], "start", ben.origin);
    setCellType(ben.doc, "b", "md", ben.origin);
    meet(ana, ben);
    ana.undo[bringBack]();
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["a: b:b", "a: b:b"]);
    expect(getCell(ben.doc, "b")).toMatchObject({ type: "ts" });
  });

  it("gives a cell a place where two moved it at once and the one whose move had won takes it back", () => {
    ana.insert("a");
    ana.insert("b");
    ana.insert("c");
    meet(ana, ben);
    moveCells(ana.doc, ["c"], "start", ana.origin);
    moveCells(ben.doc, ["c"], { after: "a" }, ben.origin);
    meet(ana, ben);
    const winner = ana.cells.startsWith("c") ? ana : ben;
    winner.undo.undo();
    meet(ana, ben);
    for (const { doc, cells } of [ana, ben])
      expect([cells, getCell(doc, "c")?.order]).toEqual(["a: b: c:", expect.stringMatching(/./)]);
  });

  it("does not delete again, with redo, what a colleague has written in since", () => {
    ana.insert("a", "one");
    meet(ana, ben);
    deleteCells(ana.doc, ["a"], ana.origin);
    ana.undo.undo();
    meet(ana, ben);
    ben.type("a", 3, " two");
    meet(ana, ben);
    ana.undo.redo();
    meet(ana, ben);
    expect([ana.cells, ben.cells]).toEqual(["a:one two", "a:one two"]);
  });

  it("leaves a place, a type or a setting that a colleague has set since", () => {
    for (const id of ["a", "b", "c"]) ana.insert(id);
    meet(ana, ben);
    moveCells(ana.doc, ["a"], "end", ana.origin);
    setCellType(ana.doc, "b", "md", ana.origin);
    setCellSetting(ana.doc, "c", "hold", "pinned", ana.origin);
    meet(ana, ben);
    moveCells(ben.doc, ["a"], { after: "b" }, ben.origin);
    setCellType(ben.doc, "b", "sql", ben.origin);
    setCellSetting(ben.doc, "c", "hold", "disabled", ben.origin);
    meet(ana, ben);
    const before = readNotebook(ben.doc, null);
    for (let i = 0; i < 3; i++) ana.undo.undo();
    meet(ana, ben);
    expect(readNotebook(ben.doc, null)).toEqual(before);
  });
});

const ids = ["p", "q", "r", "s"];
const kinds = ["type", "type", "type", "erase", "insert", "delete", "move", "kind", "setting"] as const;
const copying = ["split", "merge", "restore", "retext"] as const;
const stepOf = (what: readonly (typeof kinds | typeof copying)[number][]) =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ kind: fc.constantFrom(...what), who: fc.nat(2), cell: fc.nat(3), at: fc.nat(20) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom("undo", "undo", "undoIn", "redo"),
        who: fc.nat(2),
        cell: fc.nat(3),
        at: fc.nat(20),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant("meet" as const), who: fc.nat(2), cell: fc.nat(3), at: fc.nat(20) }),
    },
  );
type RandomStep = { kind: string; who: number; cell: number; at: number };

const PRIVATE_USE = 0xe000;
let tokens = 0;
/** Characters that are there once and tell who wrote them; one alone cannot be cut in two. */
const newTokens = ({ doc }: Person): string =>
  Array.from({ length: 4 }, () => String.fromCharCode(PRIVATE_USE + 4 * (tokens++ % 1500) + doc.clientID)).join("");
const writerOf = (token: string): number => (token.charCodeAt(0) - PRIVATE_USE) % 4;
const first = { cells: [{ id: "p", type: "ts" as const, source: "then", settings: {} }], meta: {} };

function act(people: readonly Person[], { kind, who, cell, at }: RandomStep): void {
  const person = people[who % people.length]!;
  const { doc, origin } = person;
  const id = ids[cell]!;
  const there = getCell(doc, id);
  if (kind === "meet") meet(...(at % 3 ? people : [person, people[(who + 1) % people.length]!]));
  else if (kind === "type") person.type(id, at, newTokens(person));
  else if (kind === "erase") person.type(id, at, "", 6);
  else if (kind === "insert" && !there) person.insert(id, at % 2 ? newTokens(person) : "");
  else if (kind === "delete") deleteCells(doc, [id], origin);
  else if (kind === "move") moveCells(doc, [id], at % 2 ? "start" : { after: ids[at % 4]! }, origin);
  else if (kind === "kind") setCellType(doc, id, at % 2 ? "md" : "sql", origin);
  else if (kind === "setting") setCellSetting(doc, id, "hold", at % 2 ? "pinned" : null, origin);
  else if (kind === "split") splitCell(doc, id, at, origin);
  else if (kind === "merge") mergeCells(doc, [id, ids[(cell + 1) % 4]!], origin);
  else if (kind === "retext") setCellText(doc, id, `# ${there?.text.toJSON() ?? ""}`, origin);
  else if (kind === "restore") restoreNotebook(doc, first, origin);
  else if (kind === "redo") person.undo.redo();
}

/** Pieces that others wrote and that are there, as id and length; a cell's first field values only with the cell. */
function othersPieces({ doc }: Person): Set<string> {
  const found = new Set<string>();
  for (const [client, structs] of doc.store.clients) {
    if (client === doc.clientID) continue;
    for (const struct of structs)
      if (struct instanceof Y.Item && !struct.deleted)
        for (let i = 0; i < struct.length; i++) found.add(`${client}.${struct.id.clock + i}`);
  }
  return found;
}

const tokensIn = ({ doc }: Person): Set<string> =>
  new Set(readSources(doc).flatMap(({ source }) => source.match(/[\ue000-\uf8ff]/g) ?? []));

/** Every cell in the document is one: no undo leaves half of it. */
function expectWholeCells({ doc }: Person): void {
  expect(readSources(doc)).toHaveLength(cellMap(doc).size);
  for (const { id } of readSources(doc))
    expect(getCell(doc, id)).toMatchObject({ order: expect.stringMatching(/./) as string });
}

function expectAlike(people: readonly Person[]): void {
  for (let i = 0; i < 3; i++) meet(...people);
  const [one, ...rest] = people.map(({ doc }) => readNotebook(doc, null));
  for (const other of rest) expect(other).toEqual(one);
}

describe("under random edits, undos and late exchange", () => {
  it("never takes back a piece that another wrote, across text and structure", () => {
    fc.assert(
      fc.property(fc.array(stepOf([...kinds, ...copying]), { maxLength: 50 }), (steps) => {
        const people = [new Person(1), new Person(2), new Person(3)];
        people[0]!.insert("p", "then");
        meet(...people);
        for (const step of steps) {
          const person = people[step.who]!;
          const isUndo = step.kind.startsWith("undo");
          const before = isUndo ? othersPieces(person) : null;
          if (step.kind === "undo") person.undo.undo();
          else if (step.kind === "undoIn") person.undo.undo(ids[step.cell]);
          else act(people, step);
          const after = othersPieces(person);
          for (const piece of before ?? []) expect(after.has(piece), `${step.kind} took ${piece}`).toBe(true);
          expectWholeCells(person);
        }
        expectAlike(people);
      }),
      { numRuns: RUNS },
    );
  });

  it("changes by undo only what the person typed or deleted, where everybody sees everything at once", () => {
    fc.assert(
      fc.property(fc.array(stepOf(kinds), { maxLength: 50 }), (steps) => {
        const people = [new Person(1), new Person(2), new Person(3)];
        people[0]!.insert("p", "");
        people[0]!.insert("q", "");
        meet(...people);
        /** Who last took a token away. */
        const takenBy = new Map<string, number>();
        for (const step of steps) {
          const person = people[step.who]!;
          const before = tokensIn(person);
          const isUndo = step.kind.startsWith("undo");
          if (step.kind === "undo") person.undo.undo();
          else if (step.kind === "undoIn") person.undo.undo(ids[step.cell]);
          else act(people, step);
          meet(...people);
          const after = tokensIn(person);
          const gone = [...before].filter((token) => !after.has(token));
          const back = [...after].filter((token) => !before.has(token));
          if (isUndo) {
            for (const token of gone) expect(writerOf(token), "undo took away").toBe(person.doc.clientID);
            for (const token of back)
              expect(takenBy.get(token), `undo brought back ${token}`).toBe(person.doc.clientID);
          }
          for (const token of gone) takenBy.set(token, person.doc.clientID);
        }
        expectAlike(people);
      }),
      { numRuns: RUNS },
    );
  });
});
