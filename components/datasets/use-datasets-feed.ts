import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/components/trpc/context";

/** Keeps the list of datasets and their versions as they are on the server, whoever adds to them. */
export function useDatasetsFeed(workspace: string): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  useSubscription(
    trpc.datasets.watch.subscriptionOptions(
      { workspace },
      {
        onData: () => {
          void queries.invalidateQueries(trpc.datasets.list.queryFilter({ workspace }));
          void queries.invalidateQueries(trpc.datasets.arriving.queryFilter({ workspace }));
          void queries.invalidateQueries(trpc.datasets.get.pathFilter());
        },
      },
    ),
  );
}
