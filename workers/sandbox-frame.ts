import { toFrameSchema, type FromFrame, type KernelBoot } from "@/lib/kernel/sandbox/boot-message";

/**
 * The frame on the sandbox site that holds the kernel's worker. It belongs to the app's page alone: whoever else speaks to it is
 * not heard. It passes the page's port on to the worker and keeps nothing.
 */
const meta = (name: string) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
const apps = meta("quire-app").split(" ");
const workerUrl = new URL(meta("quire-worker"), document.baseURI).href;
const wasmNames = JSON.parse(meta("quire-wasm")) as Record<string, string>;
const boot: KernelBoot = {
  wasmPaths: Object.fromEntries(
    Object.entries(wasmNames).map(([name, file]) => [name, new URL(file, document.baseURI).href]),
  ),
  duckdb: new URL(meta("quire-duckdb"), document.baseURI).href,
};

/** How long a worker that was loaded ahead is kept: what it was for has come by then, or it did not. */
const SPARE_MS = 10_000;

let worker: Worker | undefined;
let spare: Worker | undefined;
let spareTimer: ReturnType<typeof setTimeout> | undefined;

addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== parent || !apps.includes(event.origin)) return;
  const message = toFrameSchema.safeParse(event.data);
  if (!message.success) return;
  if (message.data.type === "quire:ping") return tell({ type: "quire:hello" }, event.origin);
  if (message.data.type === "quire:prepare") return keepSpare(event.origin);
  worker?.terminate();
  worker = undefined;
  const port = event.ports[0];
  if (message.data.type === "quire:start" && port) worker = startWorker(port, event.origin);
});

function startWorker(port: MessagePort, app: string): Worker {
  const started = spare ?? loadWorker(app);
  clearTimeout(spareTimer);
  spare = undefined;
  started.postMessage(boot, [port]);
  return started;
}

function keepSpare(app: string): void {
  spare ??= loadWorker(app);
  clearTimeout(spareTimer);
  spareTimer = setTimeout(() => {
    spare?.terminate();
    spare = undefined;
  }, SPARE_MS);
}

function loadWorker(app: string): Worker {
  const loaded = origin === "null" ? new Worker(closedScript()) : new Worker(workerUrl, { type: "module" });
  // The worker itself reports what its cells do; what arrives here is that it could not be loaded.
  loaded.addEventListener("error", () => {
    if (loaded === worker)
      tell({ type: "quire:dead", reason: "The kernel's script could not be loaded. Reload the page." }, app);
    else if (loaded === spare) spare = undefined;
  });
  return loaded;
}

/**
 * An opaque origin may take no worker from an address, and no module worker at all: it gets a script of its own that imports
 * ours, and keeps what arrives meanwhile.
 */
function closedScript(): string {
  const script = `
    const early = [];
    const keep = (event) => early.push(event);
    addEventListener("message", keep);
    import(${JSON.stringify(workerUrl)}).then(() => {
      removeEventListener("message", keep);
      for (const { data, ports } of early) dispatchEvent(new MessageEvent("message", { data, ports }));
    });`;
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

function tell(message: FromFrame, app: string): void {
  parent.postMessage(message, app);
}

// To whoever holds the frame: only the app may (frame-ancestors), and this says nothing.
tell({ type: "quire:hello" }, "*");
