import { isLoopback } from "@/lib/loopback";

/** One thing that must be right for Quire to work well. `warn`: it works, but less well. */
export interface Check {
  id: string;
  title: string;
  state: "ok" | "warn" | "fail";
  /** What was found. */
  found: string;
  /** What to do; empty where nothing is wrong. */
  fix: string;
}

const ok = (id: string, title: string, found: string): Check => ({ id, title, state: "ok", found, fix: "" });

interface Addresses {
  appUrl: string;
  sandboxUrl: string | null;
}

/** Browsers give WebGPU, clipboards and workers' powers only to HTTPS and to this very machine. */
export function checkSecureContext({ appUrl }: Addresses): Check {
  const title = "Secure address";
  const url = new URL(appUrl);
  if (url.protocol === "https:") return ok("secure", title, `${appUrl} is HTTPS.`);
  if (isLoopback(url.hostname)) return ok("secure", title, `${appUrl} is this machine, which browsers trust.`);
  return {
    id: "secure",
    title,
    state: "fail",
    found: `${appUrl} is plain HTTP: browsers on other machines give no WebGPU there, and passwords travel in the clear.`,
    fix: "Set QUIRE_TLS=self-signed (or QUIRE_TLS=certificate.pem,key.pem), or put a proxy with HTTPS before Quire and set QUIRE_URL to its address.",
  };
}

/** Cells must not share the app's origin; where there is no site for them they lose WebGPU. */
export function checkSandboxSite({ appUrl, sandboxUrl }: Addresses): Check {
  const title = "Site for cells";
  if (sandboxUrl === null)
    return {
      id: "sandbox",
      title,
      state: "warn",
      found: `${appUrl} has no second site, so cells run in an opaque frame: on wasm, without WebGPU.`,
      fix: "Set QUIRE_SANDBOX_URL to another domain that leads to this server (best), or to this host on another port.",
    };
  const [app, sandbox] = [new URL(appUrl), new URL(sandboxUrl)];
  if (isLoopback(sandbox.hostname) && !isLoopback(app.hostname))
    return {
      id: "sandbox",
      title,
      state: "fail",
      found: `${sandboxUrl} is every visitor's own machine, not this server.`,
      fix: "Set QUIRE_SANDBOX_URL to a domain, or a port of this host, that visitors can reach.",
    };
  if (app.protocol === "https:" && sandbox.protocol !== "https:")
    return {
      id: "sandbox",
      title,
      state: "fail",
      found: `${sandboxUrl} is plain HTTP inside an HTTPS page; browsers block it.`,
      fix: "Give the sandbox site HTTPS too.",
    };
  if (app.hostname === sandbox.hostname)
    return {
      id: "sandbox",
      title,
      state: "warn",
      found: `${sandboxUrl} is another port of the same host: another origin, but the same site, so a busy cell can slow the page.`,
      fix: "A domain of its own for cells keeps them in another process of the browser.",
    };
  return ok("sandbox", title, `Cells run on ${sandboxUrl}, another site than the app.`);
}
