"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc/context";

/** Makes a notebook of the run's snapshot and goes there. */
export function useFork(workspace: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const fork = useMutation(
    trpc.runs.fork.mutationOptions({
      onSuccess: ({ notebookId }) => router.push(`/w/${workspace}/notebooks/${notebookId}`),
    }),
  );
  return { fork: (runId: string) => fork.mutate({ workspace, runId }), forking: fork.isPending };
}
