import { doctorRouter } from "@/server/features/doctor/router";
import { peopleRouter } from "@/server/features/people/router";
import { runsRouter } from "@/server/features/runs/router";
import { router } from "./init";

export const appRouter = router({
  doctor: doctorRouter,
  people: peopleRouter,
  runs: runsRouter,
});

export type AppRouter = typeof appRouter;
