import { router } from "@/server/trpc/init";
import { discardCheckpoint } from "./procedures/discard-checkpoint";
import { findCheckpoints } from "./procedures/find-checkpoints";
import { keepCheckpoint } from "./procedures/keep-checkpoint";
import { missingParts } from "./procedures/missing-parts";

export const checkpointsRouter = router({
  missing: missingParts,
  keep: keepCheckpoint,
  find: findCheckpoints,
  discard: discardCheckpoint,
});
