/** Numbers by machine: of the filter's own words for it, and of system calls. */
interface Machine {
  arch: number;
  calls: Record<string, number>;
}

/** The same on all machines. */
const recent = {
  ...{ io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427 },
  ...{ open_tree: 428, move_mount: 429, fsopen: 430, fsconfig: 431, fsmount: 432, fspick: 433, mount_setattr: 442 },
  memfd_secret: 447,
};

const machines: Partial<Record<NodeJS.Architecture, Machine>> = {
  x64: {
    arch: 0xc000003e,
    calls: {
      ...recent,
      ...{ socket: 41, ptrace: 101, process_vm_readv: 310, process_vm_writev: 311, kcmp: 312 },
      ...{ add_key: 248, request_key: 249, keyctl: 250, bpf: 321, perf_event_open: 298, userfaultfd: 323 },
      ...{ mount: 165, umount2: 166, pivot_root: 155, chroot: 161, unshare: 272, setns: 308 },
      ...{ name_to_handle_at: 303, open_by_handle_at: 304 },
      ...{ memfd_create: 319, shmget: 29, semget: 64, msgget: 68, mq_open: 240 },
    },
  },
  arm64: {
    arch: 0xc00000b7,
    calls: {
      ...recent,
      ...{ socket: 198, ptrace: 117, process_vm_readv: 270, process_vm_writev: 271, kcmp: 272 },
      ...{ add_key: 217, request_key: 218, keyctl: 219, bpf: 280, perf_event_open: 241, userfaultfd: 282 },
      ...{ mount: 40, umount2: 39, pivot_root: 41, chroot: 51, unshare: 97, setns: 268 },
      ...{ name_to_handle_at: 264, open_by_handle_at: 265 },
      ...{ memfd_create: 279, shmget: 194, semget: 190, msgget: 186, mq_open: 180 },
    },
  },
};

/** Unix, IPv4, IPv6, and netlink, by which a program sees its own (empty) network. Others know no network namespace (vsock). */
const FAMILIES = [1, 2, 10, 16];
/** Memory that no process's size shows; a graphics driver may need it. */
const MEMORY = "memfd_create";

const EPERM = 1;
const EAFNOSUPPORT = 97;
const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const refuse = (error: number) => 0x00050000 | error;

/** One instruction of the filter: what to do, with which number, how many to skip if so and if not. */
type Step = [code: number, k: number, ifTrue?: number, ifFalse?: number];

export function machine(): Machine {
  const found = machines[process.arch];
  if (!found) throw new Error(`Server kernels can be locked up on x64 and arm64, and this machine is ${process.arch}.`);
  return found;
}

/**
 * A filter for bubblewrap's `--seccomp`. Namespaces close off files and networks for all that Node can do; cells may also
 * bring machine code, and so the kernel's own keyrings, tracing, odd networks and unseen memory are closed off as well.
 */
export function callFilter({ gpu }: { gpu: boolean }): Buffer {
  const { arch, calls } = machine();
  const { socket, ...refused } = calls;
  const numbers = Object.entries(refused)
    .filter(([name]) => !(gpu && name === MEMORY))
    .map(([, number]) => number);
  const steps: Step[] = [
    [LOAD, 4],
    [IF_EQUAL, arch, 1, 0],
    [RETURN, KILL],
    [LOAD, 0],
    // Calls of a second numbering (x32).
    [IF_AT_LEAST, 0x40000000, 0, 1],
    [RETURN, refuse(EPERM)],
    ...numbers.flatMap((number): Step[] => [
      [IF_EQUAL, number, 0, 1],
      [RETURN, refuse(EPERM)],
    ]),
    [IF_EQUAL, socket ?? 0, 1, 0],
    [RETURN, ALLOW],
    [LOAD, 16],
    ...FAMILIES.flatMap((family): Step[] => [
      [IF_EQUAL, family, 0, 1],
      [RETURN, ALLOW],
    ]),
    [RETURN, refuse(EAFNOSUPPORT)],
  ];
  return Buffer.concat(steps.map(instruction));
}

function instruction([code, k, ifTrue = 0, ifFalse = 0]: Step): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(k, 4);
  return bytes;
}
