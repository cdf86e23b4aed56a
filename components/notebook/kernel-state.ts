import type { KernelStatus } from "@/lib/kernel/runner-state";

/** This person's kernel, as the page shows it. */
export type KernelState = KernelStatus;
