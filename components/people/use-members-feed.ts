"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/components/trpc/context";

/** Keeps members, roles and all that follows from them as they are on the server, whoever changes them. */
export function useMembersFeed(workspace: string): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  useSubscription(
    trpc.people.members.watch.subscriptionOptions(
      { workspace },
      { onData: () => void queries.invalidateQueries(trpc.people.pathFilter()) },
    ),
  );
}
