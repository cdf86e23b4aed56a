import { z } from "zod";

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
