import { expect, it } from "vitest";
import { auditWords } from "./audit-words";

it("says what happened to whom", () => {
  const entry = { action: "member.setRole", target: "id", person: "Bo", details: { before: "viewer", role: "editor" } };
  expect(auditWords(entry)).toBe("made Bo editor, before viewer");
  expect(auditWords({ ...entry, action: "member.remove", person: null })).toBe("removed someone who left");
});

it("says what was done with a secret, and never what it is", () => {
  const entry = { action: "secret.set", target: "KEY", person: null, details: { value: "new" } };
  expect(auditWords(entry)).toBe("added the secret KEY");
  expect(auditWords({ ...entry, details: { value: "kept" } })).toBe("changed who may use the secret KEY");
  expect(auditWords({ ...entry, action: "secret.use", details: { notebookId: "n" } })).toBe(
    "used the secret KEY in a notebook",
  );
  expect(auditWords({ ...entry, action: "secret.use", details: { importOf: "weather" } })).toBe(
    "used the secret KEY to import weather",
  );
});

it("names an action it does not know", () => {
  expect(auditWords({ action: "model.move", target: "digits", person: null, details: {} })).toBe("model.move digits");
});
