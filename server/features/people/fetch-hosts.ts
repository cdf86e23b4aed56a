import { z } from "zod";

const isHttpsHost = (value: string) => {
  if (value === "*") return true;
  return URL.canParse(value) && value.startsWith("https://") && new URL(value).origin === value;
};

/** One entry of the setting `fetchHosts`. It becomes part of a Content-Security-Policy: nothing but an origin may pass. */
export const fetchHostSchema = z
  .string()
  .trim()
  .max(260)
  .transform((value) => value.replace(/\/+$/, "").toLowerCase())
  .refine(isHttpsHost, 'Give a host as "https://example.org", or "*" for every host.');
