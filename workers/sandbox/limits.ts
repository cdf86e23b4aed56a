import { bytes } from "@/lib/format/number";

/** What a kernel may take. */
export interface KernelLimits {
  /** Resident, of all its processes together. */
  memoryBytes: number;
  /** Under /tmp, the only place it can write to. It lies in memory. */
  diskBytes: number;
  /** Files and folders under /tmp: each takes memory that is counted nowhere else. */
  diskFiles: number;
  /** With threads: Node has a dozen. */
  processes: number;
  openFiles: number;
  /** From its first word, for how long it takes to start is not its doing, to its end; without, as long as it likes. */
  wallMs?: number;
}

export const DEFAULT_LIMITS: KernelLimits = {
  memoryBytes: 2_000_000_000,
  diskBytes: 1_000_000_000,
  diskFiles: 100_000,
  processes: 512,
  openFiles: 1024,
};

const size = (value: number) => bytes(value).replace(".0 ", " ");

export const tooMuchMemory = ({ memoryBytes }: KernelLimits): string =>
  `The kernel used more than ${size(memoryBytes)} of memory and was ended.`;

export const tooManyFiles = ({ diskFiles }: KernelLimits): string =>
  `The kernel made more than ${diskFiles} files and was ended.`;

export const tooLong = (wallMs: number): string => `The kernel ran for more than ${wallMs / 1000} s and was ended.`;
