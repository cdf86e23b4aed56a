import { peopleRouter } from "@/server/features/people/router";
import { router } from "./init";

export const appRouter = router({
  people: peopleRouter,
});

export type AppRouter = typeof appRouter;
