import { createQuireModule } from "@/lib/kernel/quire/module";
import { serveKernel } from "@/lib/kernel/serve-kernel";
import type { FoundGpu } from "@/lib/kernel/tf/choose-device";
import { kernelBootSchema } from "@/lib/kernel/sandbox/boot-message";

/** The kernel as a worker of the sandbox's frame. Its first message is its wire to the app; the frame is out of it then. */
self.addEventListener(
  "message",
  (event: MessageEvent<unknown>) => {
    const boot = kernelBootSchema.parse(event.data);
    const wire = event.ports[0];
    if (!wire) throw new Error("The frame sent no port.");
    // Bound now: a cell may put something else in its place.
    const post = wire.postMessage.bind(wire);
    const opaque = self.origin === "null";
    const reportLateError = serveKernel(
      {
        post: (message) => post(message),
        listen: (receive) => {
          wire.onmessage = (message: MessageEvent<unknown>) => receive(message.data);
        },
      },
      {
        kind: "browser",
        findGpu: () => Promise.resolve(findGpu(opaque)),
        wasmPaths: boot.wasmPaths,
        duckdb: boot.duckdb,
        sql: async () => (await import("./sql/browser-engine")).startWasmEngine(boot.duckdb),
      },
      createQuireModule,
    );
    self.addEventListener("error", (error) => {
      error.preventDefault();
      reportLateError(error.error ?? error.message);
    });
    self.addEventListener("unhandledrejection", (rejection) => {
      rejection.preventDefault();
      reportLateError(rejection.reason);
    });
  },
  { once: true },
);

function findGpu(opaque: boolean): FoundGpu {
  const gpu = (navigator as Partial<Navigator>).gpu;
  return gpu && !opaque ? { gpu } : { gpu: null, why: whyNoGpu(opaque) };
}

function whyNoGpu(opaque: boolean): string {
  if (opaque)
    return "The site for cells (QUIRE_SANDBOX_URL) cannot be reached, so cells run in a closed frame, where browsers give no WebGPU.";
  if (!self.isSecureContext) return "Browsers give WebGPU only to pages on HTTPS or on localhost.";
  return "This browser has no WebGPU, or it is switched off.";
}
