import { blobRoutes } from "@/server/blobs/rest";
import { checkpointRoutes } from "@/server/features/checkpoints/rest";
import { datasetRoutes } from "@/server/features/datasets/rest";
import { endpointRoutes } from "@/server/features/endpoints/rest";
import { notebookRoutes } from "@/server/features/notebooks/rest";
import { typesRoutes } from "@/server/types-route";
import { healthRoutes } from "./health";
import type { RestRoute } from "./route";

/** Every REST route there is. The rights test walks this list. */
export const restTable: RestRoute[] = [
  ...healthRoutes,
  ...blobRoutes,
  ...checkpointRoutes,
  ...datasetRoutes,
  ...endpointRoutes,
  ...notebookRoutes,
  ...typesRoutes,
];
