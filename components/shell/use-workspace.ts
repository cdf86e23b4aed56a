"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import type { Role } from "@/lib/protocol/workspace";

export interface WorkspaceOfMine {
  slug: string;
  name: string;
  role: Role;
}

/** The workspace that the address names, as the person knows it. Undefined while it is asked, null where it is not theirs. */
export function useWorkspace(slug: string): WorkspaceOfMine | null | undefined {
  const trpc = useTRPC();
  const mine = useQuery(trpc.people.workspaces.queryOptions(undefined, { staleTime: 60_000 }));
  return mine.data ? (mine.data.find((one) => one.slug === slug) ?? null) : undefined;
}
