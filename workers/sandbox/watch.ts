import { readdirSync, readFileSync, statfsSync } from "node:fs";

export interface Use {
  memoryBytes: number;
  files: number;
}

/**
 * What a whole sandbox uses, read through its first process: memory of all its processes that they do not share with the
 * system's files, and the files in its /tmp. Nothing once it has ended.
 */
export function useOf(firstProcess: number): Use | undefined {
  const root = `/proc/${firstProcess}/root`;
  try {
    const processes = readdirSync(`${root}/proc`).filter((name) => /^\d+$/.test(name));
    const memory = processes.map((name) => memoryOf(`${root}/proc/${name}/status`));
    const { files, ffree } = statfsSync(`${root}/tmp`);
    return { memoryBytes: memory.reduce((total, one) => total + one, 0), files: files - ffree };
  } catch {
    return undefined;
  }
}

/** A process that has just ended holds nothing. */
function memoryOf(statusFile: string): number {
  try {
    const kilobytes = /^(?:RssAnon|RssShmem):\s+(\d+) kB$/gm;
    const found = readFileSync(statusFile, "utf8").matchAll(kilobytes);
    return [...found].reduce((total, [, amount]) => total + Number(amount) * 1024, 0);
  } catch {
    return 0;
  }
}
