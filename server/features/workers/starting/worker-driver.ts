import type { Offer } from "@/lib/jobs/fit";
import type { JobNeeds } from "@/lib/protocol/job";

/** A worker that a driver has started, or is about to. */
export interface StartedWorker {
  /** What the driver calls it: a process, a job of a batch system. */
  readonly name: string;
  /** Resolves when it is over: with why, in words, where it could not work; with null after an orderly end. */
  readonly ended: Promise<string | null>;
  /** Resolves when it is over. What it runs it gives back, if it is given the time. */
  stop(): Promise<void>;
}

/** How workers are started: here, by a batch system. */
export interface WorkerDriver {
  readonly name: string;
  /** What each worker of its has, where that does not depend on what is asked. */
  readonly offer: Offer | null;
  /** Its workers go on while the server is started anew, and find it again. */
  readonly outlivesServer: boolean;
  /**
   * Starts a worker that can run such a job, asks this server for jobs under that id, and ends by itself when there are none. Throws
   * why it cannot.
   */
  start(workerId: string, needs: JobNeeds): Promise<StartedWorker>;
  /** Workers that an earlier process of this server has started and that live on; by worker id. */
  adopt(): Promise<ReadonlyMap<string, StartedWorker>>;
}
