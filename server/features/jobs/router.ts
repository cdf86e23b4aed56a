import { router } from "@/server/trpc/init";
import { cancelJob } from "./procedures/cancel-job";
import { continueRun } from "./procedures/continue-run";
import { dispatchJob } from "./procedures/dispatch-job";
import { endAttempt } from "./procedures/end-attempt";
import { jobValues } from "./procedures/job-values";
import { keepValues } from "./procedures/keep-values";
import { listJobs } from "./procedures/list-jobs";
import { planJob } from "./procedures/plan-job";
import { takeRun } from "./procedures/take-run";
import { watchJobs } from "./procedures/watch-jobs";

export const jobsRouter = router({
  plan: planJob,
  dispatch: dispatchJob,
  list: listJobs,
  watch: watchJobs,
  cancel: cancelJob,
  values: jobValues,
  keepValues,
  end: endAttempt,
  continueRun,
  takeRun,
});
