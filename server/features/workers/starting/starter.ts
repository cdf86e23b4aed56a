import type { JobNeeds } from "@/lib/protocol/job";
import type { WorkerDriver } from "./worker-driver";

/** Starts workers for jobs that wait for one, by a driver; before `begin` it starts nothing. */
export interface Starter {
  begin(driver: WorkerDriver, most: number): void;
  /** Why the job waits, in words, as far as it must wait for somebody to do something; null where it need not. */
  whyWaits(workspaceId: string, needs: JobNeeds): Promise<string | null>;
  /** How many live that it has started. */
  readonly living: number;
  /** Starts nothing more, and stops what it has started where that is to end with it. */
  close(): Promise<void>;
}
