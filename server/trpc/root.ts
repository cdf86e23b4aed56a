import { doctorRouter } from "@/server/features/doctor/router";
import { peopleRouter } from "@/server/features/people/router";
import { router } from "./init";

export const appRouter = router({
  doctor: doctorRouter,
  people: peopleRouter,
});

export type AppRouter = typeof appRouter;
