import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";

/** No user, path or wildcard, and nothing that a policy would read as another word. */
const httpsHost = /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;
const isAllowed = (value: string) => value === "*" || (httpsHost.test(value) && URL.canParse(value));

/** One entry of the setting `fetchHosts`. It becomes part of a Content-Security-Policy: nothing but an origin may pass. */
export const fetchHostSchema = z
  .string()
  .trim()
  .max(260)
  .transform((value) => value.replace(/\/+$/, "").toLowerCase())
  .refine(isAllowed, 'Give a host as "https://example.org", or "*" for every host.');

/** Cells have no business with this server but through their kernel, where rights are checked. */
export function refuseOwnHost(appUrl: string, hosts: readonly string[]): void {
  const { origin, host } = new URL(appUrl);
  if (!hosts.includes(origin)) return;
  throw new QuireError(
    "BAD_REQUEST",
    `${host} is Quire itself. Cells reach it through the module "quire", with the rights of the person who runs them. Leave it out.`,
  );
}
