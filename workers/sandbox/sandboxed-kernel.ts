import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { KERNEL_FD } from "../channel";
import { KernelProcess } from "../kernel-process";
import { INFO_FD, sandboxCommand } from "./command";
import { BARE, whatToDo } from "./find-sandbox";
import { DEFAULT_LIMITS, type KernelLimits, tooLong, tooManyFiles, tooMuchMemory } from "./limits";
import { useOf } from "./watch";
import { vulkanEnvironment, vulkanPlaces } from "../vulkan";

export interface SandboxOptions {
  /** As `findSandbox` found it. */
  bubblewrap: string;
  limits?: Partial<KernelLimits>;
  /** The kernel may use the graphics cards. */
  gpu?: boolean;
  /** All that stands in its environment; nothing of this process's own does. */
  env?: Record<string, string>;
  /** The packages it loads; without, the `node_modules` nearest above the script. */
  modules?: string;
}

const WATCH_MS = 200;
const infoSchema = z.object({ "child-pid": z.number().int() });

/** The kernel's bundle (dist/workers/node-kernel.mjs) in a sandbox, from which a pipe to this process is the only way out. */
export function sandboxedKernel(script: string, options: SandboxOptions): KernelProcess {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const kernel = path.resolve(script);
  const place = `/quire/dist/${path.basename(kernel)}`;
  const gpu = options.gpu ?? false;
  const drivers = gpu ? vulkanPlaces() : [];
  const readable = {
    [place]: kernel,
    "/quire/node_modules": options.modules ?? modulesAbove(kernel),
    ...Object.fromEntries(drivers.map((driver) => [driver, driver])),
  };
  const env = { ...(gpu ? vulkanEnvironment() : {}), ...options.env };
  const contents = { readable, limits, gpu, env };
  const { file, args, input } = sandboxCommand(options.bubblewrap, contents, [
    `--max-old-space-size=${Math.floor(limits.memoryBytes / 2 ** 20)}`,
    place,
  ]);
  const stdio = ["pipe", "ignore", "pipe", "pipe", "pipe"] as const;
  const child = spawn(file, args, { env: BARE, stdio: [...stdio] });
  // What it says where it ends before it has read this is told by its end.
  child.stdin?.on("error", () => undefined).end(input);
  const process = new KernelProcess(child, (lastWords) => explain(lastWords, limits));
  watch(child, process, limits);
  return process;
}

function modulesAbove(file: string): string {
  const above = path.dirname(file);
  if (above === file) throw new Error("There is no folder node_modules above the kernel's script.");
  const modules = path.join(above, "node_modules");
  return existsSync(modules) ? modules : modulesAbove(above);
}

function explain(lastWords: string, limits: KernelLimits): string | undefined {
  const failure = /^bwrap: (.*)$/m.exec(lastWords);
  if (failure?.[1]) return `The kernel could not be started. ${whatToDo(failure[1])}`;
  return /heap out of memory|allocation failed/i.test(lastWords) ? tooMuchMemory(limits) : undefined;
}

/** Ends a kernel that takes too much. Resident memory is looked at: a control group cannot be had everywhere. */
function watch(child: ChildProcess, kernel: KernelProcess, limits: KernelLimits): void {
  let looks: NodeJS.Timeout | undefined;
  const { wallMs } = limits;
  let wall: NodeJS.Timeout | undefined;
  child.stdio[KERNEL_FD]?.once("data", () => {
    if (wallMs !== undefined) wall = setTimeout(() => kernel.end(tooLong(wallMs)), wallMs);
  });
  let info = "";
  const pipe = child.stdio[INFO_FD];
  pipe?.on("data", (text: Buffer) => (info += text.toString()));
  pipe?.on("end", () => {
    const firstProcess = firstProcessOf(info);
    if (firstProcess === undefined || child.exitCode !== null) return;
    looks = setInterval(() => {
      const use = useOf(firstProcess);
      if (use && use.memoryBytes > limits.memoryBytes) kernel.end(tooMuchMemory(limits), true);
      else if (use && use.files > limits.diskFiles) kernel.end(tooManyFiles(limits), true);
    }, WATCH_MS);
  });
  child.on("exit", () => {
    clearTimeout(wall);
    clearInterval(looks);
  });
}

function firstProcessOf(info: string): number | undefined {
  const found = infoSchema.safeParse(info === "" ? undefined : JSON.parse(info));
  return found.success ? found.data["child-pid"] : undefined;
}
