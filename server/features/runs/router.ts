import { router } from "@/server/trpc/init";
import { addDatasets } from "./procedures/add-datasets";
import { addPackages } from "./procedures/add-packages";
import { finishRun } from "./procedures/finish-run";
import { forkRun } from "./procedures/fork-run";
import { getRun } from "./procedures/get-run";
import { handOverRun } from "./procedures/hand-over";
import { listRuns } from "./procedures/list-runs";
import { logPoints } from "./procedures/log-points";
import { readMetrics } from "./procedures/read-metrics";
import { readSnapshot } from "./procedures/read-snapshot";
import { readVocabulary } from "./procedures/read-vocabulary";
import { setParams } from "./procedures/set-params";
import { startRun } from "./procedures/start-run";
import { watchRun } from "./procedures/watch-run";
import { watchRunList } from "./procedures/watch-run-list";

export const runsRouter = router({
  start: startRun,
  log: logPoints,
  params: setParams,
  addDatasets,
  addPackages,
  finish: finishRun,
  handOver: handOverRun,
  list: listRuns,
  get: getRun,
  metrics: readMetrics,
  snapshot: readSnapshot,
  vocabulary: readVocabulary,
  watch: watchRun,
  watchList: watchRunList,
  fork: forkRun,
});
