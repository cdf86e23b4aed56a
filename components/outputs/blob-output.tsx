"use client";
import { useQuery } from "@tanstack/react-query";
import { useShell } from "@/components/shell/app-shell";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { outputChunkSchema } from "@/lib/protocol/output";
import { OutputList } from "./output-list";

async function readChunk(workspace: string, hash: string) {
  const answer = await fetch(`/blobs/${workspace}/${hash}`);
  if (!answer.ok) throw new Error(`This output is large and kept apart, and could not be read (${answer.status}).`);
  return outputChunkSchema.parse(await answer.json());
}

/** A chunk too large for the stream: read by its hash when it is drawn. */
export function BlobOutput({
  hash,
  running,
  onGoToLine,
}: {
  hash: string;
  running: boolean;
  onGoToLine?: (line: number) => void;
}) {
  const { workspace } = useShell();
  const chunk = useQuery({
    queryKey: ["output-blob", workspace, hash],
    queryFn: () => readChunk(workspace, hash),
    staleTime: Infinity,
  });
  if (chunk.error) return <ErrorState error={chunk.error} onRetry={() => void chunk.refetch()} />;
  if (!chunk.data) return <Skeleton className="h-24 w-full" />;
  return (
    <OutputList chunks={[{ seq: 0, chunk: chunk.data, blobHash: null }]} running={running} onGoToLine={onGoToLine} />
  );
}
