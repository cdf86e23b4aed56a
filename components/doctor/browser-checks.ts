import type { Check } from "@/lib/doctor/check";
import { siteFrom } from "@/lib/kernel/sandbox/place";

const SOCKET_WAIT_MS = 5000;

/** Asks WebGPU for an adapter, as kernels do. */
export async function checkWebGpu(): Promise<Check> {
  const base = { id: "webgpu", title: "GPU in this browser" };
  if (!window.isSecureContext)
    return {
      ...base,
      state: "fail",
      found: "This page is not a secure context, so the browser hides WebGPU.",
      fix: "Open Quire over HTTPS, or on this machine as localhost.",
    };
  if (!("gpu" in navigator))
    return {
      ...base,
      state: "warn",
      found: "This browser has no WebGPU; cells run on wasm.",
      fix: "Use a current Chrome, Edge, Safari or Firefox, and turn hardware acceleration on.",
    };
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter)
    return {
      ...base,
      state: "warn",
      found: "WebGPU is there, but offers no adapter; cells run on wasm.",
      fix: "Turn hardware acceleration on in the browser's settings; on Linux the GPU's Vulkan driver is needed.",
    };
  const { vendor, architecture, description } = adapter.info;
  return {
    ...base,
    state: "ok",
    found: `WebGPU on ${description || [vendor, architecture].filter(Boolean).join(" ") || "an unnamed adapter"}.`,
    fix: "",
  };
}

export async function checkSocket(): Promise<Check> {
  const base = { id: "socket", title: "Live connection" };
  const opened = await new Promise<boolean>((resolve) => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/sockets/trpc`);
    const timer = setTimeout(() => finish(false), SOCKET_WAIT_MS);
    const finish = (result: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    socket.onopen = () => finish(true);
    socket.onerror = () => finish(false);
  });
  if (opened) return { ...base, state: "ok", found: "WebSockets reach the server.", fix: "" };
  return {
    ...base,
    state: "fail",
    found: "WebSockets do not reach the server, so nothing is live.",
    fix: "Let the proxy before Quire pass Upgrade requests on.",
  };
}

/** Whether the site for cells answers from where this browser stands. */
export async function checkSandboxReach(sandboxUrl: string | null): Promise<Check | null> {
  if (sandboxUrl === null) return null;
  const base = { id: "sandbox-reach", title: "Site for cells, from here" };
  if (siteFrom(sandboxUrl, location.href) === null)
    return {
      ...base,
      state: "fail",
      found: `From ${location.origin}, ${sandboxUrl} cannot be used, so cells run in an opaque frame: on wasm, without WebGPU.`,
      fix: "Set QUIRE_SANDBOX_URL to another domain that leads to this server (best), or to this host on another port.",
    };
  try {
    await fetch(`${sandboxUrl}/healthz`, { mode: "no-cors", cache: "no-store" });
    return { ...base, state: "ok", found: `${sandboxUrl} answers.`, fix: "" };
  } catch {
    return {
      ...base,
      state: "fail",
      found: `${sandboxUrl} does not answer this browser.`,
      fix: "Let its name lead to this server; with a self-signed certificate, open it once and accept it.",
    };
  }
}

export function checkAddress(appUrl: string): Check {
  const base = { id: "address", title: "Address" };
  if (location.origin === new URL(appUrl).origin)
    return { ...base, state: "ok", found: `You are at ${appUrl}, as the server expects.`, fix: "" };
  return {
    ...base,
    state: "warn",
    found: `You are at ${location.origin}; the server takes itself for ${appUrl}.`,
    fix: `Set QUIRE_URL=${location.origin}, so that links and the site for cells fit.`,
  };
}
