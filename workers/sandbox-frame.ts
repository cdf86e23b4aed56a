import { toFrameSchema, type FromFrame, type KernelBoot } from "@/lib/kernel/sandbox/boot-message";

/**
 * The frame on the sandbox site that holds the kernel's worker. It belongs to the app's page alone: whoever else speaks to it is
 * not heard. It passes the page's port on to the worker and keeps nothing.
 */
const meta = (name: string) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
const apps = meta("quire-app").split(" ");
const workerUrl = new URL(meta("quire-worker"), document.baseURI).href;
const wasmNames = JSON.parse(meta("quire-wasm")) as Record<string, string>;
const boot: KernelBoot = { wasmPaths: Object.fromEntries(Object.entries(wasmNames).map(([name, file]) => [name, new URL(file, document.baseURI).href])) };

let worker: Worker | undefined;

addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== parent || !apps.includes(event.origin)) return;
  const message = toFrameSchema.safeParse(event.data);
  if (!message.success) return;
  worker?.terminate();
  worker = undefined;
  const port = event.ports[0];
  if (message.data.type === "quire:start" && port) worker = startWorker(port, event.origin);
});

function startWorker(port: MessagePort, app: string): Worker {
  const started = new Worker(scriptUrl(), { type: "module" });
  // The worker itself reports what its cells do; what arrives here is that it could not be loaded.
  started.addEventListener("error", () => tell({ type: "quire:dead", reason: "The kernel's script could not be loaded. Reload the page." }, app));
  started.postMessage(boot, [port]);
  return started;
}

/** An opaque origin may not take a worker from an address: it gets a script of its own that imports it. */
function scriptUrl(): string {
  if (origin !== "null") return workerUrl;
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(workerUrl)};`], { type: "text/javascript" }));
}

function tell(message: FromFrame, app: string): void {
  parent.postMessage(message, app);
}

// To whoever holds the frame: only the app may (frame-ancestors), and this says nothing.
tell({ type: "quire:hello" }, "*");
