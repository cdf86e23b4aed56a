import { router } from "@/server/trpc/init";
import { loadPackage } from "./procedures/load-package";

export const packagesRouter = router({ load: loadPackage });
