/** The first word of a kernel process: now it listens. */
export const KERNEL_UP = "quire:kernel-up";
