import { router } from "@/server/trpc/init";
import { createToken } from "./procedures/create-token";
import { listTokens } from "./procedures/list-tokens";
import { listWorkers } from "./procedures/list-workers";
import { nextOrder } from "./procedures/next-order";
import { revokeToken } from "./procedures/revoke-token";
import { setDraining } from "./procedures/set-draining";

export const workersRouter = router({
  list: listWorkers,
  setDraining,
  tokens: router({ create: createToken, list: listTokens, revoke: revokeToken }),
  /** What workers themselves ask, again and again: it is their heartbeat too. */
  next: nextOrder,
});
