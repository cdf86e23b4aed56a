import type { KernelTransport } from "./driver";
import { createQuireModule } from "./quire/module";
import { serveKernel } from "./serve-kernel";
import type { SqlEngine } from "./sql/engine";

/** A real kernel in the test's own realm: it cannot be interrupted, and changes console, fetch and Math.random. */
export function inProcessTransport(
  sql: () => Promise<SqlEngine> = () => Promise.reject(new Error("There is no DuckDB in this test.")),
): KernelTransport {
  let toKernel: (message: unknown) => void = () => undefined;
  let toDriver: (message: unknown) => void = () => undefined;
  let ended = false;
  serveKernel(
    {
      post: (message) => queueMicrotask(() => ended || toDriver(structuredClone(message))),
      listen: (receive) => (toKernel = receive),
    },
    {
      kind: "server",
      findGpu: () => Promise.resolve({ gpu: null, why: "It is a test." }),
      sql,
    },
    createQuireModule,
  );
  return {
    send: (message) => queueMicrotask(() => ended || toKernel(structuredClone(message))),
    onMessage: (receive) => (toDriver = receive),
    onEnd: () => undefined,
    terminate: () => (ended = true),
  };
}
