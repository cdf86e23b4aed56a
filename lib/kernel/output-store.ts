import type { KernelHost } from "@/lib/protocol/host";
import type { SecretMask } from "@/lib/secrets/secret-mask";
import { type Store, STORE_LIMIT } from "./display/render-context";

/**
 * The workspace's store, for outputs that are too large to travel. An output names its bytes by their hash and need not wait until
 * they have arrived: whoever reads it before then, or after the way there has failed, is told that they are not there.
 */
export function createStore(host: KernelHost, executionId: string, secrets: SecretMask): Store {
  return async (made, contentType) => {
    // Named by what is stored.
    const bytes = secrets.bytes(made);
    // Browsers name bytes only in secure contexts.
    const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
    if (!subtle || bytes.length > STORE_LIMIT) return undefined;
    const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    void host.call("outputs.store", { bytes, contentType }, executionId).catch(() => undefined);
    return { hash, bytes: bytes.length };
  };
}
