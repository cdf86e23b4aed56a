"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, use, useMemo, useRef, useState } from "react";
import { useCommands } from "@/components/commands/use-commands";
import { useSession } from "@/components/notebook/session-context";
import { useTRPC } from "@/components/trpc/context";
import { toast } from "@/components/ui/toast";
import { anyWorker, type JobOrder, type OrderTexts } from "@/lib/jobs/order";
import type { Job } from "./job";
import { useReturned } from "./use-returned";
import { ServerRunDialog } from "./server-run-dialog";

interface Jobs {
  /** By cell, the newest job that it was asked for in. */
  byCell: ReadonlyMap<string, Job>;
  /** Sends cells to a server worker; the first time it shows what goes along. */
  ask: (cellIds: readonly string[]) => void;
  /** Shows what goes along, and what is asked of the worker. */
  choose: (cellIds: readonly string[]) => void;
}

const JobsContext = createContext<Jobs>({ byCell: new Map(), ask: () => undefined, choose: () => undefined });
export const useJobs = (): Jobs => use(JobsContext);

/** Newest first, as the server lists them. */
function newestByCell(jobs: readonly Job[]): Map<string, Job> {
  const byCell = new Map<string, Job>();
  for (const job of jobs) for (const id of job.wanted) if (!byCell.has(id)) byCell.set(id, job);
  return byCell;
}

/** What of the open notebook runs, or waits to run, on server workers. */
export function JobsProvider({ children }: { children: ReactNode }) {
  const session = useSession();
  const { workspace, notebookId } = session.options;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<readonly string[] | null>(null);
  /** What was asked of the worker last; nothing: it was not shown yet what goes along. */
  const order = useRef<{ order: JobOrder; texts: OrderTexts } | null>(null);
  const list = useQuery(trpc.jobs.list.queryOptions({ workspace, notebookId }));
  useSubscription(
    trpc.jobs.watch.subscriptionOptions(
      { workspace, notebookId },
      { onData: () => void queries.invalidateQueries(trpc.jobs.list.queryFilter({ workspace, notebookId })) },
    ),
  );
  const byCell = useMemo(() => newestByCell(list.data ?? []), [list.data]);
  useReturned(byCell);
  const { mutate: dispatch } = useMutation(
    trpc.jobs.dispatch.mutationOptions({
      onSuccess: ({ waitsFor }) => toast.message(waitsFor ?? "Sent to the server."),
    }),
  );
  const jobs = useMemo((): Jobs => {
    const choose = (cellIds: readonly string[]) => cellIds.length > 0 && setAsking(cellIds);
    return {
      byCell,
      choose,
      ask: (cellIds) => {
        // What the server has not saved it cannot run.
        const ready = order.current && session.collab.getSnapshot().saved === "saved";
        if (ready) dispatch({ workspace, notebookId, cellIds: [...cellIds], ...order.current?.order });
        else choose(cellIds);
      },
    };
  }, [byCell, dispatch, workspace, notebookId, session]);
  const codeOf = (ids: readonly string[]) =>
    session.cells
      .getSnapshot()
      .filter(({ id, type }) => type !== "md" && ids.includes(id))
      .map(({ id }) => id);
  const turnHandOver = () => {
    const { handOver } = session.kernelOf;
    handOver.choose(!handOver.wanted);
    toast.message(
      handOver.wanted
        ? "Trainings that keep checkpoints go on on a server when this page closes."
        : "Trainings end with this page.",
    );
  };
  const commands = { "run.server": () => jobs.ask(codeOf(session.actions.selected)), "run.handOver": turnHandOver };
  useCommands(session.readOnly ? {} : commands);
  return (
    <JobsContext value={jobs}>
      {children}
      {asking && (
        <ServerRunDialog
          cellIds={asking}
          order={order.current?.texts ?? anyWorker}
          onClose={() => setAsking(null)}
          onRun={(chosen, texts) => {
            order.current = { order: chosen, texts };
            setAsking(null);
            dispatch({ workspace, notebookId, cellIds: [...asking], ...chosen });
          }}
        />
      )}
    </JobsContext>
  );
}
