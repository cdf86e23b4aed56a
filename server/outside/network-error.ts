import { QuireError } from "@/lib/protocol/errors";

const words: Record<string, string> = {
  ENOTFOUND: "is no host that can be found. Check the address",
  EAI_AGAIN: "cannot be looked up just now. Try again later",
  ECONNREFUSED: "does not answer at this port. Check the address",
  ECONNRESET: "broke the connection off. Try again",
  ETIMEDOUT: "does not answer. Check the address, or try again later",
  EHOSTUNREACH: "cannot be reached from the server. Check the address",
  ENETUNREACH: "cannot be reached from the server. Check the address",
  CERT_HAS_EXPIRED: "has a certificate that has expired. Ask whoever runs it",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that nobody vouches for. Ask whoever runs it",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate that nobody vouches for. Ask whoever runs it",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for another name. Check the address",
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** Why a host outside could not be read, for the person. What was refused or stopped stays what it is. */
export function networkError(error: unknown, host: string, signal: AbortSignal): Error {
  const refused = refusalIn(error);
  if (refused) return refused;
  if (signal.aborted && !isTimeout(signal.reason)) return asError(signal.reason);
  const why = signal.aborted
    ? "has not sent the whole file within an hour. Fetch it yourself and upload it"
    : (words[codeOf(error)] ?? "could not be read. Try again later, or fetch the file yourself and upload it");
  return new QuireError("UNPROCESSABLE", `${host} ${why}.`, { cause: error });
}

/** What was said in our own words on the way. A refused connection here is another host's, not the database's. */
function refusalIn(error: unknown): QuireError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof QuireError) return cause;
  return null;
}

const asError = (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason)));
const isTimeout = (reason: unknown) => reason instanceof Error && reason.name === "TimeoutError";
