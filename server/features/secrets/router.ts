import { router } from "@/server/trpc/init";
import { deleteSecret } from "./procedures/delete-secret";
import { listSecrets } from "./procedures/list-secrets";
import { setSecret } from "./procedures/set-secret";
import { useSecret } from "./procedures/use-secret";

export const secretsRouter = router({ delete: deleteSecret, list: listSecrets, set: setSecret, use: useSecret });
