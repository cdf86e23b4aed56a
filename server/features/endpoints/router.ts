import { router } from "@/server/trpc/init";
import { createEndpointKey } from "./procedures/create-key";
import { getEndpoint } from "./procedures/get-endpoint";
import { listEndpoints } from "./procedures/list-endpoints";
import { publishModel } from "./procedures/publish-model";
import { readTraffic } from "./procedures/read-traffic";
import { revokeEndpointKey } from "./procedures/revoke-key";
import { rollBack } from "./procedures/roll-back";
import { setEndpointLimit } from "./procedures/set-request-limit";
import { setEndpointVersion } from "./procedures/set-version";
import { tryEndpoint } from "./procedures/try-endpoint";
import { unpublishModel } from "./procedures/unpublish-model";
import { watchEndpoint } from "./procedures/watch-endpoint";

export const endpointsRouter = router({
  list: listEndpoints,
  get: getEndpoint,
  publish: publishModel,
  unpublish: unpublishModel,
  setVersion: setEndpointVersion,
  rollback: rollBack,
  createKey: createEndpointKey,
  revokeKey: revokeEndpointKey,
  setLimit: setEndpointLimit,
  traffic: readTraffic,
  try: tryEndpoint,
  watch: watchEndpoint,
});
