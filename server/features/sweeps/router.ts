import { router } from "@/server/trpc/init";
import { cancelSweep } from "./procedures/cancel-sweep";
import { claimTrial } from "./procedures/claim-trial";
import { closeSweep } from "./procedures/close-sweep";
import { endTrial } from "./procedures/end-trial";
import { followSweep } from "./procedures/follow-sweep";
import { getSweep } from "./procedures/get-sweep";
import { openSweep } from "./procedures/open-sweep";
import { reportTrial } from "./procedures/report-trial";
import { watchSweep } from "./procedures/watch-sweep";

export const sweepsRouter = router({
  open: openSweep,
  claim: claimTrial,
  report: reportTrial,
  end: endTrial,
  follow: followSweep,
  close: closeSweep,
  get: getSweep,
  watch: watchSweep,
  cancel: cancelSweep,
});
