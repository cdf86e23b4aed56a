import { isLoopback } from "@/lib/loopback";

/** Where a page finds its kernel, and what that may do: the answer of the procedure `kernel.place`. */
export interface KernelPlace {
  /** Folder on the sandbox site, with a slash at its end; null where the server has none. */
  site: string | null;
  /** The same on the app's own address, for a closed frame. */
  fallback: string;
  /** The hosts that the workspace lets cells reach. */
  fetchHosts: readonly string[];
  allowSoftwareAdapter: boolean;
}

/**
 * The site as a page at that address can use it, or null. Over the network `sandbox.localhost` is the visitor's own machine, where
 * who knows what listens; and a browser lets no plain HTTP into an HTTPS page.
 */
export function siteFrom(site: string | null, pageUrl: string): string | null {
  if (site === null) return null;
  const [there, here] = [new URL(site), new URL(pageUrl)];
  if (isLoopback(there.hostname)) return isLoopback(here.hostname) ? site : null;
  return here.protocol === "https:" && there.protocol !== "https:" ? null : site;
}
