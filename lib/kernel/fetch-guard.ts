import { QuireError } from "@/lib/protocol/errors";

/**
 * The sandbox site's policy is what keeps cells from the internet; this only says so in words, where the browser would
 * say "Failed to fetch". `ownFiles`: what the kernel loads itself.
 */
export function guardFetch(allowed: boolean, ownFiles: readonly string[]): void {
  if (allowed) return;
  const original = globalThis.fetch.bind(globalThis);
  globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (/^(blob|data):/.test(address) || ownFiles.includes(address)) return original(input, init);
    const message = `This workspace does not let cells reach the internet, so ${shown(address)} was not fetched. An owner can allow hosts in the workspace's settings.`;
    return Promise.reject(new QuireError("FORBIDDEN", message));
  };
}

function shown(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address.slice(0, 100);
}
