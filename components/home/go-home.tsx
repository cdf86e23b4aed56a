"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { Spinner } from "@/components/ui/spinner";
import { rememberedWorkspace } from "@/components/shell/remembered-workspace";

/** The address without a path: on to the workspace last seen, or to what comes first. */
export function GoHome() {
  const trpc = useTRPC();
  const router = useRouter();
  const me = useQuery(trpc.people.me.queryOptions());
  const signedIn = Boolean(me.data?.user);
  const workspaces = useQuery(trpc.people.workspaces.queryOptions(undefined, { enabled: signedIn }));

  useEffect(() => {
    if (!me.data) return;
    if (!me.data.user) return router.replace("/signin");
    if (!workspaces.data) return;
    const target = workspaces.data.find((one) => one.slug === rememberedWorkspace()) ?? workspaces.data[0];
    router.replace(target ? `/w/${target.slug}` : "/account");
  }, [me.data, workspaces.data, router]);

  const error = me.error ?? workspaces.error;
  return (
    <main className="flex min-h-full items-center justify-center px-6">
      {error ? (
        <ErrorState error={error} onRetry={() => void me.refetch()} />
      ) : (
        <Spinner label="Opening your workspace" className="text-faint" />
      )}
    </main>
  );
}
