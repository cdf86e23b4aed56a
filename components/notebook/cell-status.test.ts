import { describe, expect, it } from "vitest";
import type { Execution } from "@/lib/protocol/execution";
import { cellStatus, type LocalState } from "./cell-status";

const execution = (status: Execution["status"]): Execution => ({
  id: "e",
  notebookId: "n",
  cellId: "c",
  sessionId: "s",
  user: { id: "u", name: "Ben" },
  codeHash: "h",
  device: { kind: "browser", backend: "cpu", adapter: "" },
  status,
  number: 1,
  createdAt: new Date(0),
  startedAt: null,
  endedAt: null,
});
const local = (change: Partial<LocalState>): LocalState => ({
  running: false,
  queued: false,
  place: 0,
  held: false,
  freshness: "new",
  reason: null,
  ...change,
});

describe("the mark of a cell", () => {
  it("is empty where nobody ran it", () => expect(cellStatus(undefined, undefined, false, false).state).toBe("idle"));
  it("follows one's own kernel first", () => {
    expect(cellStatus(local({ running: true }), execution("failed"), true, true).state).toBe("running");
    expect(cellStatus(local({ queued: true }), undefined, false, false).state).toBe("queued");
  });
  it("says when someone else runs it", () =>
    expect(cellStatus(undefined, execution("running"), false, false)).toEqual({
      state: "running",
      reason: "Ben runs it",
      elsewhere: true,
      held: false,
    }));
  it("is stale with a reason when the kernel says so, or when the text has changed", () => {
    expect(
      cellStatus(local({ freshness: "stale", reason: "digits changed" }), execution("succeeded"), true, false),
    ).toMatchObject({ state: "stale", reason: "digits changed" });
    expect(cellStatus(undefined, execution("succeeded"), false, true).state).toBe("stale");
  });
  it("is stale after its kernel has ended, whatever is recorded of it", () =>
    expect(
      cellStatus(
        local({ freshness: "stale", reason: "its values went with the kernel" }),
        execution("succeeded"),
        true,
        false,
      ).state,
    ).toBe("stale"));
  it("says when a result builds on an earlier one", () =>
    expect(
      cellStatus(
        local({ freshness: "continued", reason: "model was changed by an earlier run" }),
        execution("succeeded"),
        true,
        false,
      ),
    ).toMatchObject({ state: "continued", reason: "model was changed by an earlier run" }));
  it("of a disabled cell with a result from before is stale", () =>
    expect(
      cellStatus(local({ held: true, reason: "the cell is disabled" }), execution("succeeded"), true, false),
    ).toMatchObject({ state: "stale", reason: "the cell is disabled", held: true }));
  it("says how many cells are before it in the queue", () => {
    expect(cellStatus(local({ queued: true, place: 1 }), undefined, false, false).reason).toBe("next");
    expect(cellStatus(local({ queued: true, place: 3 }), undefined, false, false).reason).toBe("2 before it");
  });
  it("is calm when a result is what the code gives", () =>
    expect(cellStatus(local({ freshness: "fresh" }), execution("succeeded"), true, false).state).toBe("fresh"));
  it("keeps failures, stops and losses apart", () => {
    for (const status of ["failed", "cancelled"] as const)
      expect(cellStatus(undefined, execution(status), false, false).state).toBe(status);
    expect(cellStatus(undefined, execution("lost"), false, false)).toMatchObject({
      state: "cancelled",
      reason: "the connection to its kernel was lost",
    });
  });
});
