import { z } from "zod";
import { deviceText } from "@/lib/format/device";
import { duration } from "@/lib/format/time";
import type { CellOutputs, NotebookOutputs } from "@/lib/notebook/notebook-file";
import type { Execution, WireChunk } from "@/lib/protocol/execution";
import { outputChunkSchema, type OutputChunk } from "@/lib/protocol/output";
import type { App } from "@/server/app";
import { newestExecutions, readChunks } from "@/server/features/executions/execution-rows";

/** Of all outputs together; the rest is named, not written: an export is for people to open. */
const MAX_BYTES = 64 * 1024 * 1024;

function captionOf({ user, device, startedAt, endedAt, status }: Execution): string {
  const took = startedAt && endedAt ? [duration(endedAt.getTime() - startedAt.getTime())] : [];
  const when = endedAt ? [endedAt.toISOString().slice(0, 16).replace("T", " ")] : [];
  const how = status === "succeeded" || status === "failed" ? [] : [status];
  return [user.name, deviceText(device), ...took, ...when, ...how].join(" · ");
}

/** Chunks were checked when they came; what another version of Quire stored and this one cannot read is left out. */
function parseChunk(json: string): OutputChunk[] {
  const parsed = z.safeParse(outputChunkSchema, JSON.parse(json));
  return parsed.success ? [parsed.data] : [];
}

/** What each cell showed when it last ran, whole: large outputs are fetched from the store. */
export async function newestOutputs(app: Pick<App, "db" | "blobs">, notebookId: string): Promise<NotebookOutputs> {
  const executions = await newestExecutions(app, notebookId);
  const chunks = await readChunks(
    app,
    executions.map(({ id }) => id),
  );
  let left = MAX_BYTES;
  const textOf = async ({ json, blobHash }: WireChunk): Promise<string | null> => {
    const text = json ?? (blobHash !== null && left > 0 ? (await app.blobs.read(blobHash)).toString("utf8") : null);
    left -= text?.length ?? 0;
    return left > 0 ? text : null;
  };
  const outputs = new Map<string, CellOutputs>();
  for (const execution of executions) {
    const read: OutputChunk[] = [];
    for (const chunk of chunks.get(execution.id) ?? []) {
      const text = await textOf(chunk);
      if (text !== null) read.push(...parseChunk(text));
      else if (read.at(-1)?.kind !== "truncated")
        read.push({ kind: "truncated", reason: "More outputs are in the notebook." });
    }
    outputs.set(execution.cellId, { number: execution.number, chunks: read, caption: captionOf(execution) });
  }
  return outputs;
}
