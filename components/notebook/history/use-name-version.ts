"use client";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { useSession } from "../session-context";

/** Names a version that is there, or the notebook as it is now. The timeline hears of it from the server. */
export function useNameVersion(onDone?: () => void) {
  const { workspace, notebookId } = useSession().options;
  const trpc = useTRPC();
  const named = useMutation(trpc.history.name.mutationOptions({ onSuccess: onDone }));
  const kept = useMutation(trpc.history.keep.mutationOptions({ onSuccess: onDone, onError: () => undefined }));
  return {
    busy: named.isPending || kept.isPending,
    error: kept.error,
    name: (savedVersionId: string, name: string | null) =>
      named.mutate({ workspace, notebookId, savedVersionId, name }),
    keep: (name: string) => kept.mutate({ workspace, notebookId, name }),
  };
}
