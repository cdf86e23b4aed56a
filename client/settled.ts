import type { NotebookRunner } from "@/lib/kernel/runner";

/** Resolves when nothing runs or waits any more. */
export function settled(runner: NotebookRunner): Promise<void> {
  const isQuiet = () => [...runner.getSnapshot().cells.values()].every(({ status }) => status === "idle");
  return new Promise((resolve) => {
    if (isQuiet()) return resolve();
    const stop = runner.subscribe(() => {
      if (!isQuiet()) return;
      stop();
      resolve();
    });
  });
}
