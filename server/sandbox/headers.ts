import type { Env } from "@/server/env";

/** Which kind of document or script a file of the sandbox site is. */
export type SandboxFile = "frame" | "script" | "output";

interface Place {
  /** Where the files lie, with a slash at the end: the source expression for them. */
  files: string;
  /** The pages that may hold the frame. */
  apps: readonly string[];
  /** Served from the app's own origin: the frame must then be closed off from it. */
  opaque: boolean;
  fetchHosts: readonly string[];
}

/**
 * The policy that keeps cells in. Paths count: on the app's own origin nothing but these files may be reached. A worker makes no
 * workers, so that it cannot take on another policy by another address.
 */
export function sandboxPolicy(kind: SandboxFile, { files, apps, opaque, fetchHosts }: Place): string {
  const hosts = fetchHosts
    .map((host) => (host === "*" ? "https: wss:" : `${host} ${host.replace(/^https/, "wss")}`))
    .join(" ");
  const output = kind === "output";
  return [
    "default-src 'none'",
    output
      ? `script-src 'unsafe-inline' 'unsafe-eval' blob: ${files} ${hosts}`
      : `script-src ${files} blob: 'unsafe-eval'`,
    `worker-src ${kind !== "frame" ? "'none'" : opaque ? "blob:" : files}`,
    output ? `connect-src blob: data: ${hosts}` : `connect-src ${files} blob: data: ${hosts}`,
    `img-src data: blob: ${output ? hosts : ""}`,
    "media-src data: blob:",
    `font-src data: ${output ? hosts : ""}`,
    `style-src 'unsafe-inline' ${output ? hosts : ""}`,
    "frame-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    // The grammar of a policy has no IPv6 addresses.
    `frame-ancestors ${apps.filter((app) => !app.includes("[")).join(" ")}`,
    ...(output || opaque ? ["sandbox allow-scripts"] : []),
  ]
    .map((line) => line.trim())
    .join("; ");
}

/** The pages that may hold our frames: the app by its address, and by the other names of this machine. */
export function appOrigins(env: Pick<Env, "appUrl">): string[] {
  const url = new URL(env.appUrl);
  const origins = [url.origin];
  if (!["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)) return origins;
  // Not [::1]: a policy cannot name an IPv6 address.
  for (const hostname of ["localhost", "127.0.0.1"]) {
    url.hostname = hostname;
    origins.push(url.origin);
  }
  return [...new Set(origins)];
}
