import { Socket } from "node:net";
import type { FoundGpu } from "@/lib/kernel/tf/choose-device";
import { createQuireModule } from "@/lib/kernel/quire/module";
import { serveKernel } from "@/lib/kernel/serve-kernel";
import { Channel, KERNEL_FD } from "./channel";
import { endWithParent } from "./end-with-parent";

/** The kernel as a child process: its parent holds the other end of a pipe (workers/fork-kernel.ts), and it ends with it. */
const channel = new Channel(new Socket({ fd: KERNEL_FD }));
const SPARE_MS = 150;
let gpu: Promise<FoundGpu> | undefined;
const findGpu = () => (gpu ??= import("./dawn-gpu").then(({ findDawn }) => findDawn()));
/** A kernel that is not started at once is kept for later: what takes a while to load may as well be loaded by then. */
const spare = setTimeout(() => void findGpu(), SPARE_MS).unref();
const exit = process.exit.bind(process);
const reportLateError = serveKernel(
  {
    // A cell's result comes last, and right after it the word that the cell is done.
    post: (message) => channel.send(message, message.type === "output" && message.chunk.kind === "result"),
    listen: (receive) => {
      const hear = (message: unknown) => {
        clearTimeout(spare);
        receive(message);
      };
      channel.listen(hear, () => exit(0));
    },
  },
  {
    kind: "server",
    findGpu,
    sql: async () => (await import("./sql/native-engine")).NativeEngine.start(),
  },
  createQuireModule,
);
endWithParent();

// Without these one forgotten promise in a cell would end the process and all its values.
process.on("unhandledRejection", reportLateError);
process.on("uncaughtException", reportLateError);
