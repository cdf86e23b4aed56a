import { router } from "@/server/trpc/init";
import { openExample } from "./open-example";

export const examplesRouter = router({ open: openExample });
