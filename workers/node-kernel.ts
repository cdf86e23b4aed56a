import { Socket } from "node:net";
import { createQuireModule } from "@/lib/kernel/quire/module";
import { serveKernel } from "@/lib/kernel/serve-kernel";
import { Channel, KERNEL_FD } from "./channel";
import { endWithParent } from "./end-with-parent";

/** The kernel as a child process: its parent holds the other end of a pipe (workers/fork-kernel.ts), and it ends with it. */
const channel = new Channel(new Socket({ fd: KERNEL_FD }));
const exit = process.exit.bind(process);
const reportLateError = serveKernel(
  {
    post: (message) => channel.send(message),
    listen: (receive) => channel.listen(receive, () => exit(0)),
  },
  {
    kind: "server",
    findGpu: async () => (await import("./dawn-gpu")).findDawn(),
    sql: async () => (await import("./sql/native-engine")).NativeEngine.start(),
  },
  createQuireModule,
);
endWithParent();

// Without these one forgotten promise in a cell would end the process and all its values.
process.on("unhandledRejection", reportLateError);
process.on("uncaughtException", reportLateError);
