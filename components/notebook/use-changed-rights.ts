"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "@/components/trpc/context";
import { toast } from "@/components/ui/toast";
import type { NotebookSession } from "./notebook-session";
import { useStore } from "./use-store";

function words(readOnly: boolean, saved: boolean): string {
  if (!readOnly) return "You may now edit this notebook.";
  return `You may now look at this notebook, not change it.${saved ? "" : " Your last edits came too late to be saved."}`;
}

/**
 * The server says with each connection what the person may do, and connects anew when that changes. The page then asks for the
 * role again, and opens the notebook with it.
 */
export function useChangedRights(session: NotebookSession): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const readOnly = useStore(session.collab, (state) => state.readOnly);
  useEffect(() => {
    if (readOnly === session.readOnly) return;
    toast.message(words(readOnly, session.collab.getSnapshot().saved === "saved"));
    void queries.invalidateQueries(trpc.people.workspaces.queryFilter());
    void queries.invalidateQueries(trpc.notebooks.get.pathFilter());
  }, [readOnly, session, queries, trpc]);
}
