import { spawnSync } from "node:child_process";
import { findProgram, INFO_FD, sandboxCommand } from "./command";
import { DEFAULT_LIMITS } from "./limits";

/** bubblewrap stays the first process of the sandbox, where its own environment can be read. */
export const BARE = { NODE_ENV: "production" } as const;

export type Sandbox = { kind: "bubblewrap"; path: string } | { kind: "none"; why: string };

/** Whether server kernels can be locked up on this machine: seen by locking up a Node that does nothing. */
export function findSandbox(): Sandbox {
  if (process.platform !== "linux")
    return { kind: "none", why: "Server kernels are locked up by bubblewrap, which there is for Linux only." };
  const path = findProgram("bwrap");
  if (!path)
    return {
      kind: "none",
      why: "bubblewrap is not installed. Install it (Debian and Ubuntu: apt install bubblewrap) and start again.",
    };
  const failure = tryOut(path);
  return failure === undefined ? { kind: "bubblewrap", path } : { kind: "none", why: failure };
}

function tryOut(bubblewrap: string): string | undefined {
  try {
    const { file, args, input } = sandboxCommand(
      bubblewrap,
      { readable: {}, gpu: false, env: {}, limits: DEFAULT_LIMITS },
      ["-e", "0"],
    );
    const stdio = Array.from({ length: INFO_FD + 1 }, () => "pipe" as const);
    const { status, stderr, error } = spawnSync(file, args, {
      env: BARE,
      stdio,
      input,
      encoding: "utf8",
      timeout: 30_000,
    });
    // Its own words first: where it ended early, writing to it failed as well.
    return status === 0 ? undefined : whatToDo((stderr || error?.message || `exit code ${status}`).trim());
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** bubblewrap's own line, and what usually is behind it. */
export function whatToDo(line: string): string {
  if (/unknown option/i.test(line)) return `This bubblewrap is too old (${line}). Version 0.8 or later is needed.`;
  if (/namespace|uid map|operation not permitted|permission denied/i.test(line))
    return (
      `bubblewrap may not make namespaces here (${line}). Allow them: on Ubuntu "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", ` +
      `on Debian "sysctl -w kernel.unprivileged_userns_clone=1", in a container with its options (docker run --privileged).`
    );
  return `bubblewrap does not work here: ${line}`;
}
