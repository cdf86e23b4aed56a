import { TRPCClientError } from "@trpc/client";
import type { Api } from "@/components/trpc/client";
import { askAgain } from "@/lib/ask-again";
import { newId } from "@/lib/ids";
import type { HostCallName, HostInput, HostOutput } from "@/lib/protocol/host";

interface SweepCallOptions {
  api: Api;
  workspace: string;
  notebookId: string;
  kernelSeed: number;
  /** The kernel helped with a sweep, and no trial is left for it to run. */
  sweepLeft?(): void;
}

type SweepCallName = Extract<HostCallName, `sweeps.${string}`>;
type SweepCalls = {
  [N in SweepCallName]: (
    input: HostInput<N>,
    executionId: string,
    show: unknown,
    idempotencyKey: string | undefined,
  ) => Promise<HostOutput<N>>;
};

/** Pauses that double up to ten seconds: two minutes in all. */
const TRIES = 17;
const LONGEST_PAUSE_MS = 10_000;

const isAway = (error: unknown): boolean => error instanceof TRPCClientError && !error.data;

/** Asks again while no answer comes. All that a sweep's record is asked may be asked twice. */
export const patiently = <T>(ask: () => Promise<T>, firstMs = 250): Promise<T> =>
  askAgain(ask, (error, failures) => failures <= TRIES && isAway(error), { firstMs, longestMs: LONGEST_PAUSE_MS });

/** What a kernel asks of a sweep's record. A sweep may go on for hours: a server that is started anew meanwhile does not end it. */
export function sweepCalls(options: () => SweepCallOptions): SweepCalls {
  const record = () => options().api.sweeps;
  const placed = <T extends object>(input: T) => ({ workspace: options().workspace, ...input });
  return {
    "sweeps.open": (order, executionId, _show, idempotencyKey = newId()) => {
      const { notebookId, kernelSeed } = options();
      const opening = placed({ notebookId, executionId, kernelSeed, order, idempotencyKey });
      return patiently(() => record().open.mutate(opening));
    },
    "sweeps.claim": (input) => patiently(() => record().claim.mutate(placed(input))),
    "sweeps.report": (input) => patiently(() => record().report.mutate(placed(input))),
    "sweeps.end": async (input) => {
      await patiently(() => record().end.mutate(placed(input)));
      return null;
    },
    // The server keeps this question for a while.
    "sweeps.follow": (input) => patiently(() => record().follow.query(placed(input), { context: { alone: true } })),
    "sweeps.close": async (input) => {
      await record().close.mutate(placed(input));
      return null;
    },
    "sweeps.leave": () => {
      options().sweepLeft?.();
      return Promise.resolve(null);
    },
  };
}
