import { lookup as resolveName, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { QuireError } from "@/lib/protocol/errors";

export type Network = ReturnType<typeof ipaddr.parseCIDR>;

const globalIpv6 = ipaddr.parseCIDR("2000::/3");

/** Whether the address is on the open internet, or in a network that whoever runs the server has opened to imports. */
export function mayReach(address: string, opened: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `::ffff:127.0.0.1` is 127.0.0.1.
  const parsed = ipaddr.process(address);
  if (opened.some((network) => network[0].kind() === parsed.kind() && parsed.match(network))) return true;
  return parsed.range() === "unicast" && (parsed.kind() === "ipv4" || parsed.match(globalIpv6));
}

export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** What the server may reach in the name of a person. */
export class Reach {
  constructor(
    private readonly opened: readonly Network[],
    private readonly resolve: Resolve = resolveName,
  ) {}

  /** For a host that is an address itself: then no name is looked up. */
  checkHost(url: URL): void {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(host) !== 0) this.checkAddress(host, url.hostname);
  }

  checkAddress(address: string, host: string): void {
    if (mayReach(address, this.opened)) return;
    throw new QuireError(
      "FORBIDDEN",
      `${host} is within a private or local network, and the server fetches nothing from there: it stands closer to such machines than the people who ask. Upload the file, or let whoever runs the server open that network (QUIRE_IMPORT_NETWORKS).`,
    );
  }

  /**
   * The addresses of a name, all of which must be allowed. The connection is made to one of these very addresses: a name that
   * means another machine a moment later changes nothing.
   */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      try {
        for (const { address } of found) this.checkAddress(address, host);
      } catch (refused) {
        return done(refused instanceof Error ? refused : new Error(String(refused)), []);
      }
      if (options.all) return done(null, found);
      const [first] = found;
      done(null, first?.address ?? "", first?.family);
    });
  };
}
