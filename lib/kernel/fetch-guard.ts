import { QuireError } from "@/lib/protocol/errors";

/**
 * The sandbox site's policy is what keeps cells from the internet; this only says so in words, where the browser would
 * say "Failed to fetch".
 */
export function guardFetch(allowed: boolean): void {
  if (allowed) return;
  const original = globalThis.fetch.bind(globalThis);
  globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (isLocal(address)) return original(input, init);
    const message = `This workspace does not let cells reach the internet, so ${shown(address)} was not fetched. An owner can allow hosts in the workspace's settings.`;
    return Promise.reject(new QuireError("FORBIDDEN", message));
  };
}

/** Data in the address itself, and the kernel's own files. */
function isLocal(address: string): boolean {
  if (/^(blob|data):/.test(address)) return true;
  const home = (globalThis as { location?: { origin: string; href: string } }).location;
  if (!home) return false;
  return URL.canParse(address, home.href) && home.origin !== "null" && new URL(address, home.href).origin === home.origin;
}

function shown(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address.slice(0, 100);
}
