import type { ExecutionEvent } from "@/lib/protocol/execution";
import { requireNotebook } from "@/server/features/notebooks/access";
import { newestExecutions, readChunks } from "./execution-rows";
import type { ExecutionsApp } from "./live-sessions";

/** All newest executions of a notebook with their outputs, then what happens. A reader that comes back starts with all again. */
export async function* watchExecutions(
  app: ExecutionsApp,
  workspaceId: string,
  notebookId: string,
  signal: AbortSignal,
): AsyncGenerator<ExecutionEvent> {
  await requireNotebook(app, workspaceId, notebookId);
  // Listening begins before the rows are read, so that nothing falls between; what is told twice does no harm.
  const events = app.events.subscribe("execution", notebookId, signal);
  const executions = await newestExecutions(app, notebookId);
  const chunks = await readChunks(
    app,
    executions.map((execution) => execution.id),
  );
  yield {
    type: "snapshot",
    executions: executions.map((execution) => ({ execution, chunks: chunks.get(execution.id) ?? [] })),
  };
  yield* events;
}
