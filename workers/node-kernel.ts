import { createQuireModule } from "@/lib/kernel/quire/module";
import { serveKernel } from "@/lib/kernel/serve-kernel";
import { KERNEL_UP } from "./kernel-up";

/** The kernel as a child process: `fork` it with `serialization: "advanced"`. It ends with its parent. */
// Bound now: a cell may put something else in its place.
const send = process.send?.bind(process);
const reportLateError = serveKernel(
  {
    post: (message) => send?.(message),
    listen: (receive) => process.on("message", receive),
  },
  {
    kind: "server",
    gpu: undefined,
    whyNoGpu: "This server kernel has no graphics adapter.",
    sql: async () => (await import("./sql/native-engine")).NativeEngine.start(),
  },
  createQuireModule,
);

// Without these one forgotten promise in a cell would end the process and all its values.
process.on("unhandledRejection", reportLateError);
process.on("uncaughtException", reportLateError);
process.on("disconnect", () => process.exit(0));

// What is sent before somebody listens is lost.
process.send?.(KERNEL_UP);
