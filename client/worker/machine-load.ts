import { cpus, freemem, totalmem } from "node:os";
import type { WorkerLoad } from "@/lib/protocol/job";

/** Processor time of all cores since the machine started. */
function processorTimes(): { busy: number; total: number } {
  const times = cpus().map(({ times: { idle, ...worked } }) => ({
    idle,
    busy: Object.values(worked).reduce((sum, one) => sum + one, 0),
  }));
  const busy = times.reduce((sum, one) => sum + one.busy, 0);
  return { busy, total: busy + times.reduce((sum, { idle }) => sum + idle, 0) };
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);

/** How busy this machine has been since it was last read. */
export class MachineLoad {
  #before = processorTimes();

  read(): WorkerLoad {
    const now = processorTimes();
    const cpu = share(now.busy - this.#before.busy, now.total - this.#before.total);
    this.#before = now;
    return { cpu, memory: share(totalmem() - freemem(), totalmem()) };
  }
}
