import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/components/trpc/context";

/** Keeps what is shown of models and endpoints true while others change them. */
export function useModelFeed(workspace: string): void {
  const trpc = useTRPC();
  const client = useQueryClient();
  useSubscription(
    trpc.models.watch.subscriptionOptions(
      { workspace },
      {
        onData: () => {
          void client.invalidateQueries(trpc.models.pathFilter());
          void client.invalidateQueries(trpc.endpoints.pathFilter());
        },
      },
    ),
  );
}
