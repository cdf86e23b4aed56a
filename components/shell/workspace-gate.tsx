"use client";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { useTRPC } from "@/components/trpc/context";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { useMe } from "./use-me";

/**
 * Says where someone must sign in, or is no member here. What a person may see is decided by the server for every
 * answer; this only spares them a page full of errors.
 */
export function WorkspaceGate({ workspace, children }: { workspace: string; children: ReactNode }) {
  const trpc = useTRPC();
  const router = useRouter();
  const pathname = usePathname();
  const me = useMe();
  const signedOut = me.data !== undefined && !me.data.user;
  const mine = useQuery(
    trpc.people.workspaces.queryOptions(undefined, { enabled: Boolean(me.data?.user), staleTime: 60_000 }),
  );
  useEffect(() => {
    if (signedOut) router.replace(`/signin?next=${encodeURIComponent(pathname)}`);
  }, [signedOut, pathname, router]);
  if (signedOut) return null;
  if (mine.data && !mine.data.some((one) => one.slug === workspace))
    return (
      <div className="mx-auto max-w-xl px-6 pt-16">
        <EmptyState
          title="There is no such workspace, or you are not in it."
          hint="Ask an owner of the workspace for an invite link."
          action={<ButtonLink href="/">Go to your own</ButtonLink>}
        />
      </div>
    );
  return children;
}
