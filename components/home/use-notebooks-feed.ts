"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/components/trpc/context";

/** Keeps the list of notebooks and their titles as they are on the server, whoever changes them. */
export function useNotebooksFeed(workspace: string): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  useSubscription(
    trpc.notebooks.watch.subscriptionOptions(
      { workspace },
      {
        onData: () => {
          void queries.invalidateQueries(trpc.notebooks.list.queryFilter({ workspace }));
          void queries.invalidateQueries(trpc.notebooks.get.pathFilter());
        },
      },
    ),
  );
}
