import type { KernelTransport } from "./driver";
import { createQuireModule } from "./quire/module";
import { serveKernel } from "./serve-kernel";

/** A real kernel in the test's own realm: it cannot be interrupted, and changes console, fetch and Math.random. */
export function inProcessTransport(): KernelTransport {
  let toKernel: (message: unknown) => void = () => undefined;
  let toDriver: (message: unknown) => void = () => undefined;
  let ended = false;
  serveKernel(
    {
      post: (message) => queueMicrotask(() => ended || toDriver(structuredClone(message))),
      listen: (receive) => (toKernel = receive),
    },
    { kind: "server", gpu: undefined, whyNoGpu: "It is a test." },
    createQuireModule,
  );
  return {
    send: (message) => queueMicrotask(() => ended || toKernel(structuredClone(message))),
    onMessage: (receive) => (toDriver = receive),
    onEnd: () => undefined,
    terminate: () => (ended = true),
  };
}
