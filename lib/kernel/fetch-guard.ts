import { QuireError } from "@/lib/protocol/errors";

/**
 * The sandbox site's policy is what keeps cells from the internet; this only says so in words, where the browser would
 * say "Failed to fetch". `hosts`: as the policy has them; `ownFiles`: what the kernel loads itself.
 */
export function guardFetch(hosts: readonly string[] | null, ownFiles: readonly string[]): void {
  if (hosts === null) return;
  const original = globalThis.fetch.bind(globalThis);
  globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (/^(blob|data):/.test(address) || ownFiles.includes(address)) return original(input, init);
    const message = refusal(hosts, address);
    if (message) return Promise.reject(new QuireError("FORBIDDEN", message));
    return original(input, init).catch((error: unknown) => {
      throw error instanceof TypeError ? explained(hosts, address, error) : error;
    });
  };
}

const SETTING = "under “Internet for cells” in the workspace's settings";

/** Why the policy will not let a cell reach that address, and what to do; null where it will. */
export function refusal(hosts: readonly string[], address: string): string | null {
  if (!URL.canParse(address))
    return `${address.slice(0, 100)} is no address. Write it in full, such as https://data.example.org/file.csv.`;
  const url = new URL(address);
  if (hosts.length === 0)
    return `This workspace does not let cells reach the internet, so ${url.host} was not fetched. An owner can allow hosts ${SETTING}; then restart the kernel.`;
  const origin = url.origin.replace(/^wss:/, "https:");
  if (hosts.includes(origin) || (hosts.includes("*") && origin.startsWith("https:"))) return null;
  if (!origin.startsWith("https:"))
    return `Cells reach other hosts by HTTPS only, so ${url.host} was not fetched. Write the address with https://.`;
  const listed = hosts.slice(0, 5).map((host) => host.replace("https://", ""));
  const allowed = hosts.length > listed.length ? `${listed.join(", ")} and others` : listed.join(", ");
  return `This workspace lets cells reach ${allowed}, and not ${url.host}, so nothing was fetched. An owner can allow ${origin} ${SETTING}; then restart the kernel.`;
}

/** Browsers do not say why a request failed, lest a page learn what it may not know. */
function explained(hosts: readonly string[], address: string, error: TypeError): TypeError {
  const { host } = new URL(address);
  const elsewhere = hosts.includes("*") ? "" : ", or it leads on to a host that this workspace does not allow";
  return new TypeError(
    `${host} could not be reached: it does not answer, or it does not let pages of other sites read from it (CORS)${elsewhere}. Try its address in a browser tab; a file can also be imported under Datasets, which the server fetches.`,
    { cause: error },
  );
}

/** Requests that no `fetch` makes (WebSocket, XMLHttpRequest), or that a redirect led astray: the browser tells only the console. */
export function reportBlocked(report: (error: QuireError) => void): void {
  globalThis.addEventListener?.("securitypolicyviolation", (event: Event) => {
    const { blockedURI, effectiveDirective } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective !== "connect-src") return;
    const host = URL.canParse(blockedURI) ? new URL(blockedURI).host : blockedURI;
    const message = `The browser kept a cell from reaching ${host}, which this workspace does not allow. An owner can allow it ${SETTING}; then restart the kernel.`;
    report(new QuireError("FORBIDDEN", message));
  });
}
