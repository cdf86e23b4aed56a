import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { KERNEL_FD } from "../channel";
import { vulkanPlaces } from "../vulkan";
import type { KernelLimits } from "./limits";
import { callFilter } from "./system-calls";

/** bubblewrap says here which process is the first one of the sandbox. */
export const INFO_FD = KERNEL_FD + 1;

/** What goes into a sandbox, beside the system's libraries. */
export interface SandboxContents {
  /** Files and folders of this machine, readable at a place of the sandbox's. */
  readable: Record<string, string>;
  /** Devices of graphics cards, and their drivers. */
  gpu: boolean;
  env: Record<string, string>;
  limits: KernelLimits;
}

interface Command {
  file: string;
  args: string[];
  /** For its standard input. */
  input: Buffer;
}

const NOBODY = "65534";
const isRoot = () => process.getuid?.() === 0;

/** A program's file, by PATH or in the usual places. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  const found = folders
    .map((folder) => path.join(folder, name))
    .find((file) => path.isAbsolute(file) && existsSync(file));
  return found && realpathSync(found);
}

/**
 * Runs `args` of Node in namespaces of its own. An ordinary user's sandbox is made in one step. As root bubblewrap lays out
 * the files, for nobody may not be able to reach them (/root); then it becomes nobody, and as nobody it goes into a user
 * namespace of its own, where limits hold and from which no other can be made.
 */
export function sandboxCommand(bubblewrap: string, contents: SandboxContents, args: string[]): Command {
  const programs = ["prlimit", ...(isRoot() ? ["setpriv"] : [])].map((name) => {
    const file = findProgram(name);
    if (!file) throw new Error(`The program ${name} is not installed (Debian: apt install util-linux).`);
    return [`/quire/${name}`, file] as const;
  });
  const readable = {
    "/quire/node": realpathSync(process.execPath),
    "/quire/bwrap": bubblewrap,
    ...Object.fromEntries(programs),
    ...contents.readable,
  };
  const devices = contents.gpu ? gpuDevices() : [];
  const layout = [...closedOff, ...files(readable, contents.gpu), ...places(contents, devices)];
  const input = callFilter(contents);
  const node = [...limited(contents), "/quire/node", ...args];
  if (!isRoot()) return { file: bubblewrap, args: [...layout, ...unprivileged, "--", ...node], input };
  return {
    file: bubblewrap,
    args: [
      ...["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", ...layout, "--"],
      ...["/quire/setpriv", "--reuid", NOBODY, "--regid", NOBODY, ...groupsFor(devices), "--no-new-privs", "--"],
      ...["/quire/bwrap", ...unprivileged, "--die-with-parent", "--dev-bind", "/", "/", "--chdir", "/tmp", "--"],
      ...node,
    ],
    input,
  };
}

/** The filter of system calls comes on standard input, which is then closed. */
const unprivileged = [
  ...["--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL"],
  ...["--seccomp", "0"],
];

const closedOff = [
  ...["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
  ...["--hostname", "quire", "--die-with-parent", "--new-session", "--clearenv", "--info-fd", String(INFO_FD)],
];

/** Libraries and no programs: there is no shell to start. */
const libraries = [
  ...["/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/lib"],
  ...["/lib", "/lib32", "/lib64", "/libx32", "/etc/ld.so.cache"],
];

function files(readable: Record<string, string>, gpu: boolean): string[] {
  const system = [...libraries, ...(gpu ? gpuFiles : [])];
  return [
    // Made on the way to another they would be its maker's alone.
    ...[...new Set([...system, ...Object.keys(readable)].flatMap(above))].flatMap((folder) => ["--dir", folder]),
    ...system.flatMap((place) => ["--ro-bind-try", place, place]),
    ...Object.entries(readable).flatMap(([place, file]) => ["--ro-bind", file, place]),
  ];
}

/** The folders in which a place lies, from the outermost. */
function above(place: string): string[] {
  const folder = path.dirname(place);
  return folder === "/" ? [] : [...above(folder), folder];
}

function places({ limits, env }: SandboxContents, devices: string[]): string[] {
  return [
    ...["--proc", "/proc", "--dev", "/dev"],
    ...devices.flatMap((device) => ["--dev-bind", device, device]),
    ...["--remount-ro", "/dev"],
    ...["--perms", "1777", "--size", String(limits.diskBytes), "--tmpfs", "/tmp", "--chdir", "/tmp"],
    ...["--remount-ro", "/"],
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
}

/** They hold for this user in this user namespace: other kernels have their own count. */
function limited({ limits, gpu }: SandboxContents): string[] {
  return [
    "/quire/prlimit",
    `--nproc=${limits.processes}`,
    `--nofile=${limits.openFiles}`,
    `--fsize=${limits.diskBytes}`,
    "--core=0",
    // Only what is written counts, so it does not break wasm as a limit on addresses does. Drivers may take what they like.
    ...(gpu ? [] : [`--data=${limits.memoryBytes + DATA_ABOVE}`]),
    "--",
  ];
}

/** The watch on memory comes first where it can; this stops what is faster than its looks. */
const DATA_ABOVE = 1_000_000_000;

/** Whether there may be something to compute on; without it the sandbox is a little tighter. */
export const hasGraphics = (): boolean => gpuDevices().length > 0 || vulkanPlaces().length > 0;

function gpuDevices(): string[] {
  const of = (folder: string, name: RegExp) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((entry) => name.test(entry))
          .map((entry) => path.join(folder, entry))
      : [];
  return [...of("/dev", /^nvidia/), ...of("/dev/dri", /^renderD/), ...of("/dev", /^kfd$/)];
}

const gpuFiles = [
  ...["/etc/vulkan", "/etc/glvnd", "/etc/alternatives", "/usr/share/vulkan", "/usr/share/glvnd", "/usr/share/nvidia"],
  // How a driver finds its card.
  ...["/sys/dev/char", "/sys/devices", "/sys/bus/pci", "/sys/class/drm", "/sys/module/nvidia"],
];

/** Cards that only a group may open, such as `render`. */
function groupsFor(devices: string[]): string[] {
  const groups = devices
    .map((device) => statSync(device))
    .filter(({ mode, gid }) => (mode & 0o006) !== 0o006 && gid !== 0);
  return groups.length > 0 ? ["--groups", [...new Set(groups.map(({ gid }) => gid))].join(",")] : ["--clear-groups"];
}
