import type { Backend, Device } from "@/lib/protocol/device";

/** This person's kernel, as the page shows it. */
export interface KernelState {
  status: "off" | "starting" | "ready" | "busy" | "failed";
  device: Device | null;
  /** The backend that was asked for. */
  wanted: "auto" | Backend;
  /** What went wrong, or is under way, in words. */
  message: string | null;
}
