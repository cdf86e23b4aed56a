import { SecretMask } from "@/lib/secrets/secret-mask";
import type { App } from "@/server/app";
import type { EventBus } from "@/server/events";

/** By the bus, which is one in a server, and by workspace. */
const masksOf = new WeakMap<EventBus, Map<string, SecretMask>>();

/**
 * Masks the secrets of the workspace that kernels have been given since the server began. Kernels mask them first; this is the
 * second wall, for a kernel that a cell has tampered with. Executions end with the server, so it need not remember longer.
 */
export function maskOf(app: Pick<App, "events">, workspaceId: string): SecretMask {
  const masks = masksOf.get(app.events) ?? new Map<string, SecretMask>();
  masksOf.set(app.events, masks);
  const mask = masks.get(workspaceId) ?? new SecretMask();
  masks.set(workspaceId, mask);
  return mask;
}
