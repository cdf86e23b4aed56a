import type { App } from "./app";
import { resumeExampleImports } from "./features/datasets/example-imports";
import { recoverExecutions } from "./features/executions/record-execution";
import { loseRunsOfNotebooks } from "./features/runs/end-runs";

/** Before the server takes requests: what an earlier process left under way is ended, or gone on with. */
export async function recoverFromEarlier(app: App): Promise<void> {
  await recoverExecutions(app);
  await loseRunsOfNotebooks(app);
  await resumeExampleImports(app);
}
