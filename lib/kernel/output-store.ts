import type { KernelHost } from "@/lib/protocol/host";
import type { SecretMask } from "@/lib/secrets/secret-mask";
import { type Store, STORE_LIMIT } from "./display/render-context";
import { sha256 } from "./values/sha256";

/**
 * The workspace's store, for outputs that are too large to travel. An output names its bytes by their hash and need not wait until
 * they have arrived: whoever reads it before then, or after the way there has failed, is told that they are not there.
 */
export function createStore(host: KernelHost, executionId: string, secrets: SecretMask): Store {
  return async (made, contentType) => {
    // Named by what is stored.
    const bytes = secrets.bytes(made);
    const hash = bytes.length > STORE_LIMIT ? undefined : await sha256(bytes);
    if (hash === undefined) return undefined;
    void host.call("outputs.store", { bytes, contentType }, executionId).catch(() => undefined);
    return { hash, bytes: bytes.length };
  };
}
