"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useShell } from "@/components/shell/app-shell";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { type OutputChunk, outputChunkSchema } from "@/lib/protocol/output";

async function readChunk(workspace: string, hash: string) {
  const answer = await fetch(`/blobs/${workspace}/${hash}`);
  if (!answer.ok) throw new Error(`This output is large and kept apart, and could not be read (${answer.status}).`);
  return outputChunkSchema.parse(await answer.json());
}

interface BlobOutputProps {
  hash: string;
  children: (chunk: OutputChunk) => ReactNode;
}

/** A chunk too large for the stream: read by its hash when it is drawn. */
export function BlobOutput({ hash, children }: BlobOutputProps) {
  const { workspace } = useShell();
  const chunk = useQuery({
    queryKey: ["output-blob", workspace, hash],
    queryFn: () => readChunk(workspace, hash),
    staleTime: Infinity,
    // A live output is another blob with each change: the last one stands until the next is here.
    placeholderData: keepPreviousData,
  });
  if (chunk.error) return <ErrorState error={chunk.error} onRetry={() => void chunk.refetch()} />;
  if (!chunk.data) return <Skeleton className="h-24 w-full" />;
  return children(chunk.data);
}
