import { router } from "@/server/trpc/init";
import { appendChunks } from "./procedures/append-chunks";
import { beginExecution } from "./procedures/begin-execution";
import { endExecution } from "./procedures/end-execution";
import { holdSession } from "./procedures/hold-session";
import { openSession } from "./procedures/open-session";
import { watchExecutions } from "./procedures/watch-executions";

export const executionsRouter = router({
  openSession,
  holdSession,
  begin: beginExecution,
  append: appendChunks,
  end: endExecution,
  watch: watchExecutions,
});
