import { router } from "@/server/trpc/init";
import { addSchedule } from "./procedures/add-schedule";
import { changeSchedule } from "./procedures/change-schedule";
import { deleteSchedule } from "./procedures/delete-schedule";
import { listSchedules } from "./procedures/list-schedules";
import { listUnseen } from "./procedures/list-unseen";
import { markSeen } from "./procedures/mark-seen";
import { runSchedule } from "./procedures/run-schedule";
import { watchSchedules } from "./procedures/watch-schedules";

export const schedulesRouter = router({
  list: listSchedules,
  add: addSchedule,
  change: changeSchedule,
  delete: deleteSchedule,
  run: runSchedule,
  watch: watchSchedules,
  unseen: listUnseen,
  markSeen,
});
