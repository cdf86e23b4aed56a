import type { BlobTransfer } from "@/components/notebook/blob-transfer";
import { returningCells, valuesOf } from "@/lib/jobs/returning-cells";
import type { NotebookRunner } from "@/lib/kernel/runner";
import type { JobSpec, ReturnedValue } from "@/lib/protocol/job";
import type { Viewer } from "@/lib/protocol/view";
import type { QuireClient } from "../client";
import { mayPass, patiently } from "./patience";

interface Sending {
  api: QuireClient;
  workspace: string;
  blobs: BlobTransfer;
  /** Until then it waits for a server that is away, or has no space. */
  signal: AbortSignal;
}

/** Sends what the wanted cells have made to where other kernels find it. What cannot travel is said by name. Throws where the server takes nothing. */
export async function sendValues(
  { graph, viewer }: Pick<NotebookRunner, "graph" | "viewer">,
  { cells, wanted }: JobSpec,
  { api, workspace, blobs, signal }: Sending,
): Promise<void> {
  const ran = cells.map(({ id }) => id);
  const values: ReturnedValue[] = [];
  for (const cellId of returningCells(graph, ran, wanted))
    for (const name of valuesOf(graph, cellId))
      values.push({
        cellId,
        name,
        value: await sendValue(viewer, (part) => patiently(() => blobs.put(part, PART), mayPass, signal), name),
      });
  await patiently(() => api.jobs.keepValues.mutate({ workspace, values }), mayPass, signal);
}

const PART = "application/octet-stream";

async function sendValue(
  viewer: Viewer,
  put: (part: Uint8Array<ArrayBuffer>) => Promise<unknown>,
  name: string,
): Promise<ReturnedValue["value"]> {
  try {
    const found = await viewer.view("variable.value", { name });
    if (!found.ok) return found;
    const { parts, ...value } = found;
    for (const part of parts) await put(part);
    return value;
  } catch (error) {
    if (mayPass(error)) throw error;
    // A value that was never given, or one that is too large: the others come back all the same.
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
