import { Worker } from "node:worker_threads";

const watchdog = `
  const { workerData: parent } = require("node:worker_threads");
  setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 500);
`;

/** This thread may be busy for hours; another one sees that the parent was killed, and ends both. */
export function endWithParent(): void {
  // Who the parent is this thread says: it may be gone before the other has begun.
  new Worker(watchdog, { eval: true, execArgv: [], workerData: process.ppid }).unref();
}
