import { expect, it, vi } from "vitest";
import * as Y from "yjs";
import { getCell } from "./doc";
import { insertCell, setCellSetting } from "./edit";
import { FollowSetting, HOLD_SETTING, readFollow, readHold, writeFollow } from "./run-settings";

it("a cell is held as people set it, and anything else reads as not held", () => {
  const doc = new Y.Doc();
  const id = insertCell(doc, "end", { type: "ts" });
  const hold = () => readHold(getCell(doc, id) ?? { settings: null });
  expect(hold()).toBeNull();
  setCellSetting(doc, id, HOLD_SETTING, "pinned");
  expect(hold()).toBe("pinned");
  setCellSetting(doc, id, HOLD_SETTING, 7);
  expect(hold()).toBeNull();
});

it("following is off until somebody sets it, and who looks is told", () => {
  const doc = new Y.Doc();
  const told = vi.fn();
  const stop = new FollowSetting(doc).subscribe(told);
  expect(readFollow(doc)).toBe(false);
  writeFollow(doc, true);
  expect([readFollow(doc), told.mock.calls.length]).toEqual([true, 1]);
  stop();
});
