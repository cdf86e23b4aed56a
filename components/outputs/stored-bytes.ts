"use client";
import { useCallback } from "react";
import { useShell } from "@/components/shell/app-shell";

/** Reads what an output left in the store. */
export function useStoredBytes(): (hash: string) => Promise<Uint8Array<ArrayBuffer>> {
  const { workspace } = useShell();
  return useCallback((hash) => readStored(workspace, hash), [workspace]);
}

async function readStored(workspace: string, hash: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(`/blobs/${workspace}/${hash}`);
  if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  if (answer.status === 404)
    throw new Error(
      "This output is not in the store: it is still on its way there, or it never arrived. Run the cell again.",
    );
  throw new Error(`The store answered ${answer.status}. Try again in a moment.`);
}
