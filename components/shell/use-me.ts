"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";

/** The person who is signed in; undefined while that is asked. */
export function useMe() {
  const trpc = useTRPC();
  return useQuery(trpc.people.me.queryOptions(undefined, { staleTime: 60_000 }));
}
