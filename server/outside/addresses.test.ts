import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { mayReach } from "./addresses";

describe("an import", () => {
  it.each(["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])("may reach %s", (address) => {
    expect(mayReach(address, [])).toBe(true);
  });

  it.each([
    ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"],
    ...["100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
    ...[
      "::1",
      "::",
      "::ffff:127.0.0.1",
      "::ffff:a9fe:a9fe",
      "::7f00:1",
      "fe80::1",
      "fe80::1%eth0",
      "fc00::1",
      "fd00:ec2::254",
    ],
    ...["64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "fec0::1", "ff02::1", "100::1"],
    ...["", "localhost", "127.0.0.1.example"],
  ])("may not reach %s", (address) => {
    expect(mayReach(address, [])).toBe(false);
  });

  it("may not reach a private address in IPv6's clothes either", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(mayReach(`::ffff:${address}`, [])).toBe(mayReach(address, []));
        if (!mayReach(address, [])) expect(mayReach(`::${address}`, [])).toBe(false);
      }),
    );
  });

  it("may reach a network that was opened to it, and no more of it", () => {
    const opened = [ipaddr.parseCIDR("10.1.0.0/16"), ipaddr.parseCIDR("fd00::/8")];
    expect(["10.1.2.3", "::ffff:10.1.2.3", "fd12::1"].map((address) => mayReach(address, opened))).toEqual([
      true,
      true,
      true,
    ]);
    expect(["10.2.0.1", "127.0.0.1", "fc00::1"].map((address) => mayReach(address, opened))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
