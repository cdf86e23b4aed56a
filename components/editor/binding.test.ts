import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { type BindableModel, editsOf, smallestEdit, TextBinding } from "./binding";
import { getCell } from "@/lib/notebook/doc";
import { insertCell } from "@/lib/notebook/edit";
import { NotebookUndo } from "@/lib/notebook/undo";

type Change = Parameters<Parameters<BindableModel["onDidChangeContent"]>[0]>[0]["changes"][number];

/** A model as Monaco's is: LF only, edits in old positions, one event an edit with the last change first. */
class FakeModel implements BindableModel {
  #value = "";
  readonly #listeners = new Set<(event: { changes: Change[] }) => void>();

  getValue = () => this.#value;
  getPositionAt = (offset: number) => {
    const before = this.#value.slice(0, Math.max(0, Math.min(offset, this.#value.length))).split("\n");
    return { lineNumber: before.length, column: before.at(-1)!.length + 1 } as ReturnType<
      BindableModel["getPositionAt"]
    >;
  };
  onDidChangeContent = (listener: (event: { changes: Change[] }) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };
  applyEdits: BindableModel["applyEdits"] = (edits) => {
    const offset = (line: number, column: number) =>
      this.#value
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length +
      (line > 1 ? 1 : 0) +
      column -
      1;
    const changes = edits.map(({ range, text }): Change => {
      const start = offset(range.startLineNumber, range.startColumn);
      const end = offset(range.endLineNumber, range.endColumn);
      return { range: range, rangeOffset: start, rangeLength: end - start, text: (text ?? "").replace(/\r\n?/g, "\n") };
    });
    changes.sort((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { rangeOffset, rangeLength, text } of changes) {
      this.#value = this.#value.slice(0, rangeOffset) + text + this.#value.slice(rangeOffset + rangeLength);
    }
    for (const listener of this.#listeners) listener({ changes });
  };
  type(start: number, length: number, text: string): void {
    const at = Math.min(start, this.#value.length);
    const [from, to] = [this.getPositionAt(at), this.getPositionAt(Math.min(at + length, this.#value.length))];
    this.applyEdits([
      {
        range: {
          startLineNumber: from.lineNumber,
          startColumn: from.column,
          endLineNumber: to.lineNumber,
          endColumn: to.column,
        },
        text,
      },
    ]);
  }
}

const begun = new Y.Doc();
insertCell(begun, "end", { id: "cell", type: "ts" });

/** A document with one empty cell, the same for all. */
function begin(): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(begun));
  return doc;
}

class Person {
  readonly doc = begin();
  readonly text = getCell(this.doc, "cell")!.text;
  readonly model = new FakeModel();
  readonly undo = new NotebookUndo(this.doc);
  readonly binding = new TextBinding(this.text, this.model, {
    origin: this.undo.typing,
    beforeTyping: () => this.undo.beforeTyping("cell"),
  });

  constructor(clientID: number) {
    this.doc.clientID = clientID;
  }
}

function exchange(people: readonly Person[]): void {
  for (const from of people) {
    for (const to of people)
      if (from !== to) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), "network");
  }
}

describe("binding", () => {
  it("carries typing to the text and to the other's model", () => {
    const [a, b] = [new Person(1), new Person(2)];
    a.model.type(0, 0, "const x = 1;\n");
    exchange([a, b]);
    b.model.type(6, 1, "yy");
    exchange([a, b]);
    expect([a.model.getValue(), b.model.getValue()]).toEqual(["const yy = 1;\n", "const yy = 1;\n"]);
  });

  it("takes back one's own typing and leaves the other's", () => {
    const [a, b] = [new Person(1), new Person(2)];
    a.model.type(0, 0, "base hello");
    exchange([a, b]);
    b.model.type(0, 0, "123456");
    exchange([a, b]);
    a.undo.cut();
    a.model.type(16, 0, "!");
    a.undo.undo();
    expect(a.model.getValue()).toBe("123456base hello");
    a.undo.undo();
    exchange([a, b]);
    expect([a.model.getValue(), b.model.getValue()]).toEqual(["123456", "123456"]);
    a.undo.redo();
    exchange([a, b]);
    expect(b.model.getValue()).toBe("123456base hello");
  });

  it("puts the caret back where it was before what is undone, past the other's edits", () => {
    const [a, b] = [new Person(1), new Person(2)];
    a.model.type(0, 0, "one two");
    a.undo.cut();
    const shown: unknown[] = [];
    a.undo.hold("cell", { get: () => [{ anchor: 4, head: 7 }], set: (selections) => shown.push(selections) });
    a.model.type(4, 3, "three");
    exchange([a, b]);
    b.model.type(0, 0, ">> ");
    exchange([a, b]);
    a.undo.undo();
    expect([a.model.getValue(), shown]).toEqual([">> one two", [[{ anchor: 7, head: 10 }]]]);
  });

  it("turns other line ends into LF, for everyone", () => {
    const [a, b] = [new Person(1), new Person(2)];
    const writer = begin();
    getCell(writer, "cell")!.text.insert(0, "a\r\nb\rc\n");
    for (const { doc } of [a, b]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer));
    expect(a.model.getValue()).toBe("a\nb\nc\n");
    exchange([a, b]);
    exchange([a, b]);
    expect(a.model.getValue()).toBe(b.model.getValue());
    expect(a.model.getValue()).toBe(a.text.toJSON());
  });

  it("writes nothing when it only shows a text", () => {
    const person = new Person(1);
    const writer = begin();
    getCell(writer, "cell")!.text.insert(0, "a\nb");
    let updates = 0;
    person.doc.on("update", () => updates++);
    Y.applyUpdate(person.doc, Y.encodeStateAsUpdate(writer), "network");
    expect([updates, person.model.getValue(), person.undo.canUndo()]).toEqual([1, "a\nb", false]);
  });

  it("stops when disposed", () => {
    const person = new Person(1);
    person.binding.dispose();
    person.model.type(0, 0, "x");
    person.text.insert(0, "y");
    expect([person.model.getValue(), person.text.toJSON()]).toEqual(["x", "y"]);
  });
});

const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("type" as const),
      who: fc.nat(3),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(6),
      text: fc.stringMatching(/^[ab\n{}😀\r]{0,5}$/u),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("redo" as const), who: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("meet" as const), who: fc.nat(3), other: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), who: fc.nat(3) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function act(people: readonly Person[], step: Action): void {
  const person = people[step.who % people.length]!;
  if (step.kind === "type")
    person.model.type(Math.floor(step.at * (person.model.getValue().length + 1)), step.remove, step.text);
  else if (step.kind === "undo") person.undo.undo();
  else if (step.kind === "redo") person.undo.redo();
  else if (step.kind === "cut") person.undo.cut();
  else exchange([person, people[step.other % people.length]!]);
}

it("keeps every model equal to its text, and all texts alike, under random edits and undos", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), fc.array(action, { maxLength: 60 }), (count, steps) => {
      const people = Array.from({ length: count }, (_, i) => new Person(i + 1));
      for (const step of steps) {
        act(people, step);
        for (const { model, text } of people) expect(model.getValue()).toBe(text.toJSON());
      }
      exchange(people);
      exchange(people);
      const [first, ...rest] = people.map(({ model }) => model.getValue());
      for (const value of rest) expect(value).toBe(first);
    }),
    { numRuns: 300, seed: 20260801 },
  );
});

it("reads a delta as edits of the text before it", () => {
  expect(editsOf([{ retain: 2 }, { insert: "ab" }, { delete: 3 }, { retain: 1 }, { delete: 1 }])).toEqual([
    { start: 2, length: 3, text: "ab" },
    { start: 6, length: 1, text: "" },
  ]);
});

it("finds the smallest replacement", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (before, after) => {
      const edit = smallestEdit(before, after);
      const made = edit ? before.slice(0, edit.start) + edit.text + before.slice(edit.start + edit.length) : before;
      expect(made).toBe(after);
    }),
  );
});
