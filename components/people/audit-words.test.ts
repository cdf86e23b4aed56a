import { expect, it } from "vitest";
import { auditWords } from "./audit-words";

it("says what happened to whom", () => {
  const entry = { action: "member.setRole", target: "id", person: "Bo", details: { before: "viewer", role: "editor" } };
  expect(auditWords(entry)).toBe("made Bo editor, before viewer");
  expect(auditWords({ ...entry, action: "member.remove", person: null })).toBe("removed someone who left");
});

it("names an action it does not know", () => {
  expect(auditWords({ action: "model.move", target: "digits", person: null, details: {} })).toBe("model.move digits");
});
