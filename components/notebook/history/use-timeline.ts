"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect } from "react";
import { useTRPC } from "@/components/trpc/context";
import { useSession } from "../session-context";
import { useStore } from "../use-store";

/** Who wrote last is asked for once they pause, not with each letter. */
const CALM_MS = 1000;

/** The versions of the open notebook, kept as they are on the server; and who wrote since, as soon as it is saved. */
export function useTimeline() {
  const session = useSession();
  const { workspace, notebookId } = session.options;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const filter = trpc.history.list.queryFilter({ workspace, notebookId });
  useSubscription(
    trpc.history.watch.subscriptionOptions(
      { workspace, notebookId },
      { onData: () => void queries.invalidateQueries(filter) },
    ),
  );
  const saved = useStore(session.collab, (state) => state.saved);
  useEffect(() => {
    if (saved !== "saved") return undefined;
    const ask = () => void queries.invalidateQueries(trpc.history.list.queryFilter({ workspace, notebookId }));
    const timer = setTimeout(ask, CALM_MS);
    return () => clearTimeout(timer);
  }, [saved, queries, trpc, workspace, notebookId]);
  return useQuery(trpc.history.list.queryOptions({ workspace, notebookId }));
}
