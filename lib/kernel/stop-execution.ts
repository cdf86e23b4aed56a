import type { KernelDriver } from "./driver";

export interface StopTimes {
  /** How long a kernel that does not answer may take: it is in a busy loop and cannot hear. */
  deafMs: number;
  /** How long a cell whose kernel answers may take to wind up, such as a training to end its batch. */
  politeMs: number;
}

export const STOP_TIMES: StopTimes = { deafMs: 250, politeMs: 3000 };

/** Asks a cell to stop, by its abortSignal. False where it still runs after its time. */
export async function stopExecution(
  driver: KernelDriver,
  executionId: string,
  stillRuns: () => boolean,
  times: StopTimes = STOP_TIMES,
): Promise<boolean> {
  driver.abort(executionId);
  if (!(await driver.answers(times.deafMs))) return !stillRuns();
  const until = Date.now() + times.politeMs;
  while (stillRuns() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  return !stillRuns();
}
