"use client";
import { useEffect, useState } from "react";
import { useSession } from "./session-context";
import type { MarkState } from "./state-mark";

const told: Partial<Record<MarkState, string>> = {
  running: "is running",
  fresh: "is done",
  failed: "failed",
  cancelled: "was stopped",
  continued: "is done, continued from earlier state",
};

/** Says aloud what the marks show when this person's cells change. */
export function StateAnnouncer() {
  const session = useSession();
  const [words, setWords] = useState("");
  useEffect(() => {
    const seen = new Map<string, MarkState>();
    return session.cellStates.subscribe(() => {
      const view = session.cellStates.getSnapshot();
      session.cells.getSnapshot().forEach(({ id }, index) => {
        const { state, elsewhere } = view.of(id);
        const before = seen.get(id);
        seen.set(id, state);
        if (before === undefined || before === state || elsewhere || !told[state]) return;
        const error = state === "failed" ? view.errorOf(id)?.message : undefined;
        setWords(`Cell ${index + 1} ${told[state]}${error ? `: ${error}` : ""}`);
      });
    });
  }, [session]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
