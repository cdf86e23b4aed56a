import { QuireError } from "@/lib/protocol/errors";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const unreachable = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ERR_SOCKET_TIMEOUT",
  "FETCH_ERROR",
  "EINVALIDRESPONSE",
  "ENOTCACHED",
]);

/** What npm's parts throw, in words for the person at the cell. */
export function inWords(error: unknown, { name, range }: { name: string; range: string }): QuireError {
  if (error instanceof QuireError) return error;
  const { code, statusCode } = isRecord(error) ? error : {};
  const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const status = typeof statusCode === "number" ? statusCode : 0;
  if (code === "E404") return notFound(error, name);
  if (code === "ETARGET" || code === "ENOVERSIONS")
    return new QuireError(
      "NOT_FOUND",
      `The registry has no version of "${name}" that fits "${range}". Look up which versions there are, and import one of them.`,
    );
  if (code === "E401" || code === "E403" || code === "ENEEDAUTH")
    return new QuireError(
      "UNAVAILABLE",
      `The package registry does not let this server read "${name}". Whoever runs the server can set its credentials in .npmrc.`,
    );
  if (code === "EINTEGRITY")
    return new QuireError(
      "UNPROCESSABLE",
      `What the registry sent for "${name}" is not what was published or locked, so it was thrown away. Import another version, or ask whoever runs the registry.`,
    );
  if (typeof code === "string" && code.startsWith("EALLOW"))
    return new QuireError(
      "UNPROCESSABLE",
      `"${name}" depends on something outside the registry (a repository, an address or a folder), which cells cannot import.`,
    );
  if (unreachable.has(String(code)) || status >= 500 || status === 429)
    return new QuireError(
      "UNAVAILABLE",
      `The package registry cannot be reached, so "${name}" could not be fetched. Packages that this notebook has imported before still run. Try again when the server is online.`,
      { cause: error },
    );
  return new QuireError("UNPROCESSABLE", `"${name}" could not be made ready for cells: ${message}`, { cause: error });
}

/** A dependency may be what is missing. */
function notFound(error: unknown, name: string): QuireError {
  const missing = isRecord(error) && typeof error.pkgid === "string" ? error.pkgid.replace(/(.)@.*$/, "$1") : name;
  if (missing !== name)
    return new QuireError("NOT_FOUND", `"${name}" depends on "${missing}", which the registry does not have.`);
  return new QuireError("NOT_FOUND", `The registry has no package "${name}". Look at how its name is spelt.`);
}
