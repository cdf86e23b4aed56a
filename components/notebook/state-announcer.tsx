"use client";
import { useEffect, useState } from "react";
import { useSession } from "./session-context";
import { spoken } from "./spoken";
import type { MarkState } from "./state-mark";

/** Says aloud what the marks show when this person's cells change, and what they came to. */
export function StateAnnouncer() {
  const session = useSession();
  const [words, setWords] = useState("");
  useEffect(() => {
    const seen = new Map<string, MarkState>();
    return session.cellStates.subscribe(() => {
      const view = session.cellStates.getSnapshot();
      const news = session.cells.getSnapshot().flatMap(({ id }, index) => {
        const { state, elsewhere } = view.of(id);
        const before = seen.get(id);
        seen.set(id, state);
        if (before === undefined || before === state || elsewhere) return [];
        const chunks = session.outputs.getSnapshot().of(id)?.chunks ?? [];
        return spoken({ place: index + 1, state, error: view.errorOf(id)?.message, chunks }) ?? [];
      });
      if (news.length > 0) setWords(news.join(". "));
    });
  }, [session]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
