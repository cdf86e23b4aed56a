import { router } from "@/server/trpc/init";
import { openExample } from "./open-example";
import { openTour } from "./open-tour";

export const examplesRouter = router({ open: openExample, tour: openTour });
