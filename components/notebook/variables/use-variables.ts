"use client";
import { useEffect, useState } from "react";
import type { Variable } from "@/lib/protocol/view";
import type { NotebookSession } from "../notebook-session";

const PAUSE_MS = 120;
const none: readonly Variable[] = [];

/** What the kernel's names are now; asked again after everything that runs, one question at a time. */
export function useVariables(session: NotebookSession): readonly Variable[] {
  const [values, setValues] = useState(none);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let [asking, again, ended] = [false, false, false];
    const ask = async () => {
      asking = true;
      try {
        const answer = await session.outputsHere.viewer?.view("variables", {});
        if (!ended) setValues(answer?.variables ?? none);
      } catch {
        // No kernel, or one that has just ended: then no name has a value.
        if (!ended) setValues(none);
      }
      asking = false;
      if (again) soon();
    };
    const soon = () => {
      again = asking;
      clearTimeout(timer);
      if (!asking && !ended) timer = setTimeout(() => void ask(), PAUSE_MS);
    };
    const stop = session.kernelOf.subscribe(soon);
    soon();
    return () => {
      ended = true;
      clearTimeout(timer);
      stop();
    };
  }, [session]);
  return values;
}
