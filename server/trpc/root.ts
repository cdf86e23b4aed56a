import { checkpointsRouter } from "@/server/features/checkpoints/router";
import { datasetsRouter } from "@/server/features/datasets/router";
import { doctorRouter } from "@/server/features/doctor/router";
import { endpointsRouter } from "@/server/features/endpoints/router";
import { examplesRouter } from "@/server/features/examples/router";
import { executionsRouter } from "@/server/features/executions/router";
import { historyRouter } from "@/server/features/history/router";
import { jobsRouter } from "@/server/features/jobs/router";
import { kernelRouter } from "@/server/features/kernel/router";
import { modelsRouter } from "@/server/features/models/router";
import { notebooksRouter } from "@/server/features/notebooks/router";
import { packagesRouter } from "@/server/features/packages/router";
import { peopleRouter } from "@/server/features/people/router";
import { runsRouter } from "@/server/features/runs/router";
import { schedulesRouter } from "@/server/features/schedules/router";
import { secretsRouter } from "@/server/features/secrets/router";
import { sweepsRouter } from "@/server/features/sweeps/router";
import { sharedSessionsRouter } from "@/server/features/shared-sessions/router";
import { workersRouter } from "@/server/features/workers/router";
import { router } from "./init";

export const appRouter = router({
  checkpoints: checkpointsRouter,
  datasets: datasetsRouter,
  doctor: doctorRouter,
  endpoints: endpointsRouter,
  examples: examplesRouter,
  executions: executionsRouter,
  history: historyRouter,
  jobs: jobsRouter,
  kernel: kernelRouter,
  models: modelsRouter,
  notebooks: notebooksRouter,
  packages: packagesRouter,
  people: peopleRouter,
  runs: runsRouter,
  schedules: schedulesRouter,
  secrets: secretsRouter,
  sweeps: sweepsRouter,
  sharedSessions: sharedSessionsRouter,
  workers: workersRouter,
});

export type AppRouter = typeof appRouter;
