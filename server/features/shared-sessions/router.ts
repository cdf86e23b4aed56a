import { router } from "@/server/trpc/init";
import { closeSession } from "./procedures/close-session";
import { commandSession } from "./procedures/command-session";
import { answerView, followOrders, tellState } from "./procedures/hold-kernel";
import { openSession } from "./procedures/open-session";
import { viewSession } from "./procedures/view-session";
import { watchSession } from "./procedures/watch-session";

export const sharedSessionsRouter = router({
  open: openSession,
  close: closeSession,
  watch: watchSession,
  command: commandSession,
  view: viewSession,
  /** For the worker that holds the kernel. */
  follow: followOrders,
  tell: tellState,
  answer: answerView,
});
