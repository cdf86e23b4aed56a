import { describe, expect, it } from "vitest";
import { chordOf, type KeyPress, normalChord } from "./chord";
import { type CommandId, commandIds, type CommandMode, commandOf, keysOf } from "./commands";
import { Keymap } from "./keymap";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : "",
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

describe("a press of keys", () => {
  it("has one name, whatever the case of the letter", () => {
    expect(chordOf(press("A"), false)).toBe("a");
    expect(chordOf(press("Z", { shiftKey: true }), false)).toBe("Shift+z");
    expect(chordOf(press("k", { ctrlKey: true }), false)).toBe("Mod+k");
    expect(chordOf(press("k", { metaKey: true }), true)).toBe("Mod+k");
  });

  it("of a sign does not name Shift, which the sign already says", () => {
    expect(chordOf(press("?", { shiftKey: true, code: "Slash" }), false)).toBe("?");
  });

  it("of Ctrl+Shift+- is found by its place, since the key says underscore", () => {
    expect(chordOf(press("_", { ctrlKey: true, shiftKey: true, code: "Minus" }), false)).toBe(
      normalChord("Ctrl+Shift+-", false),
    );
  });

  it("of a letter on another script's keyboard goes by its place", () => {
    expect(chordOf(press("в", { code: "KeyD" }), false)).toBe("d");
  });

  it("of a modifier alone is nothing", () => expect(chordOf(press("Shift", { shiftKey: true }), false)).toBeNull());
});

describe("the keymap", () => {
  it("takes a pair of presses, and only a quick one", () => {
    const keymap = new Keymap(false);
    expect(keymap.press(press("d"), "command", 0)).toBe("pending");
    expect(keymap.press(press("d"), "command", 300)).toEqual({ command: "cell.delete" });
    expect(keymap.press(press("d"), "command", 5000)).toBe("pending");
    expect(keymap.press(press("d"), "command", 9000)).toBe("pending");
  });

  it("forgets the first of a pair when another key comes between", () => {
    const keymap = new Keymap(false);
    keymap.press(press("d"), "command", 0);
    expect(keymap.press(press("j"), "command", 100)).toEqual({ command: "select.next" });
    expect(keymap.press(press("d"), "command", 200)).toBe("pending");
  });

  it("leaves letters alone where text is typed", () => {
    const keymap = new Keymap(false);
    for (const place of ["edit", "typing"] as const)
      for (const key of ["a", "d", "h", "?", "/", "F2"]) expect(keymap.press(press(key), place, 0)).toBeNull();
  });

  it("runs cells from both modes, and opens the palette from anywhere", () => {
    const keymap = new Keymap(false);
    const enter = press("Enter", { shiftKey: true });
    expect(keymap.press(enter, "command", 0)).toEqual({ command: "run.advance" });
    expect(keymap.press(enter, "edit", 0)).toEqual({ command: "run.advance" });
    expect(keymap.press(enter, "typing", 0)).toBeNull();
    const palette = press("k", { ctrlKey: true });
    for (const place of ["page", "command", "edit", "typing"] as const)
      expect(keymap.press(palette, place, 0)).toEqual({ command: "help.palette" });
  });

  it("closes a comparison, and does nothing to the cells beneath it", () => {
    const map = new Keymap(false);
    expect(map.press(press("Escape"), "history", 0)).toEqual({ command: "history.close" });
    expect(map.press(press("Escape"), "edit", 0)).toEqual({ command: "cell.leave" });
    expect(map.press(press("b"), "history", 0)).toBeNull();
  });

  it("leaves to the editor the keys that are the editor's own", () => {
    const keymap = new Keymap(false);
    expect(commandOf("cell.definition").keys).toEqual(["F12"]);
    expect(keymap.press(press("F12"), "edit", 0)).toBeNull();
    expect(keymap.press(press(".", { ctrlKey: true }), "edit", 0)).toBeNull();
  });

  it("finds from everywhere on a notebook; in its bar Enter goes on, and no cell runs", () => {
    const keymap = new Keymap(false);
    const find = press("f", { ctrlKey: true });
    for (const place of ["command", "edit", "find", "panel"] as const)
      expect(keymap.press(find, place, 0)).toEqual({ command: "find.open" });
    expect(keymap.press(find, "page", 0)).toBeNull();
    expect(keymap.press(press("Enter"), "find", 0)).toEqual({ command: "find.forward" });
    expect(keymap.press(press("Escape"), "find", 0)).toEqual({ command: "find.close" });
    expect(keymap.press(press("Enter", { ctrlKey: true }), "find", 0)).toEqual({ command: "find.replaceOne" });
    for (const key of ["a", "?", "/", "o"]) expect(keymap.press(press(key), "find", 0)).toBeNull();
  });

  it("knows no notebook's keys on other pages", () => {
    expect(new Keymap(false).press(press("a"), "page", 0)).toBeNull();
  });
});

const placesOf: Record<CommandMode, string[]> = {
  any: ["page", "command", "edit", "find", "panel", "history"],
  command: ["command"],
  edit: ["edit"],
  both: ["command", "edit"],
  find: ["find"],
  notebook: ["command", "edit", "find", "panel"],
  history: ["history"],
  list: ["page"],
};

describe("the table of commands", () => {
  it("gives no key to two commands that could both be meant", () => {
    for (const mac of [false, true]) {
      const taken = new Map<string, string>();
      for (const id of commandIds)
        for (const keys of commandOf(id).keys ?? [])
          for (const mode of placesOf[commandOf(id).mode]) {
            const name = `${mode} ${keys
              .split(" ")
              .map((chord) => normalChord(chord, mac))
              .join(" ")}`;
            expect(taken.get(name) ?? id, name).toBe(id);
            taken.set(name, id);
          }
    }
  });

  it("has the keys that a notebook user tries at once", () => {
    const wanted: Partial<Record<CommandId, string[]>> = {
      "run.advance": ["Shift+Enter"],
      "run.stay": ["Mod+Enter"],
      "run.insert": ["Alt+Enter"],
      "help.palette": ["Mod+Shift+C"],
      "cell.leave": ["Escape"],
      "cell.edit": ["Enter"],
      "cell.insertAbove": ["a"],
      "cell.insertBelow": ["b"],
      "cell.delete": ["d d"],
      "cell.undo": ["z"],
      "cell.redo": ["Shift+Z"],
      "cell.cut": ["x", "Mod+x"],
      "cell.copy": ["c", "Mod+c"],
      "cell.paste": ["v", "Mod+v"],
      "cell.toMarkdown": ["m"],
      "cell.toCode": ["y"],
      "cell.heading1": ["1"],
      "cell.heading6": ["6"],
      "select.next": ["j", "ArrowDown"],
      "select.previous": ["k", "ArrowUp"],
      "select.extendDown": ["Shift+J"],
      "select.extendUp": ["Shift+K"],
      "cell.merge": ["Shift+M"],
      "cell.moveUp": ["Ctrl+Shift+ArrowUp"],
      "cell.moveDown": ["Ctrl+Shift+ArrowDown"],
      "section.collapse": ["ArrowLeft"],
      "section.expand": ["ArrowRight"],
      "view.lineNumbers": ["Shift+L"],
      "kernel.interrupt": ["i i"],
      "kernel.restart": ["0 0"],
      "help.keys": ["h", "?"],
      "cell.split": ["Ctrl+Shift+-"],
      "cell.complete": ["Tab"],
      "cell.hover": ["Shift+Tab"],
      "find.open": ["Mod+f"],
      "find.replace": ["Mod+h"],
    };
    for (const [id, keys] of Object.entries(wanted))
      expect(keysOf(commandOf(id as CommandId)), id).toEqual(expect.arrayContaining(keys));
  });
});
