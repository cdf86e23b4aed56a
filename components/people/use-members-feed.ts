"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useRef } from "react";
import { useTRPC } from "@/components/trpc/context";

/** Keeps members, roles and all that follows from them as they are on the server, whoever changes them. */
export function useMembersFeed(workspace: string): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const heard = useRef(false);
  const refresh = () => void queries.invalidateQueries(trpc.people.pathFilter());
  useSubscription(
    trpc.people.members.watch.subscriptionOptions(
      { workspace },
      {
        onData: refresh,
        // A change of one's own role ends the connection before it can be told.
        onStarted: () => {
          if (heard.current) refresh();
          heard.current = true;
        },
      },
    ),
  );
}
