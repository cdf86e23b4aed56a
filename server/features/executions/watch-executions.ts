import type { ExecutionEvent } from "@/lib/protocol/execution";
import { requireNotebook } from "@/server/features/notebooks/access";
import { newestExecutions, readChunks } from "./execution-rows";
import type { ExecutionsApp } from "./live-sessions";

/** So much news may wait for one reader. One that falls behind further is told the present state in place of the news. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

const bound = {
  limit: MAX_WAITING_BYTES,
  weigh: (event: ExecutionEvent) =>
    event.type === "chunks" ? event.chunks.reduce((sum, chunk) => sum + (chunk.json?.length ?? 0), 200) : 1000,
  instead: "behind" as const,
};

/**
 * All newest executions of a notebook with their outputs, then what happens. A reader that comes back, or has fallen behind,
 * starts with all again.
 */
export async function* watchExecutions(
  app: ExecutionsApp,
  workspaceId: string,
  notebookId: string,
  signal: AbortSignal,
): AsyncGenerator<ExecutionEvent> {
  await requireNotebook(app, workspaceId, notebookId);
  // Listening begins before the rows are read, so that nothing falls between; what is told twice does no harm.
  const events = app.events.subscribe("execution", notebookId, signal, bound);
  yield await readSnapshot(app, notebookId);
  for await (const event of events) yield event === "behind" ? await readSnapshot(app, notebookId) : event;
}

async function readSnapshot(app: ExecutionsApp, notebookId: string): Promise<ExecutionEvent> {
  const executions = await newestExecutions(app, notebookId);
  const ids = executions.map((execution) => execution.id);
  const chunks = await readChunks(app, ids);
  const withChunks = executions.map((execution) => ({ execution, chunks: chunks.get(execution.id) ?? [] }));
  return { type: "snapshot", executions: withChunks };
}
