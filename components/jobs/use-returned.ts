"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useSession } from "@/components/notebook/session-context";
import { errorText } from "@/components/trpc/error-text";
import { useTRPC } from "@/components/trpc/context";
import { toast } from "@/components/ui/toast";
import type { Job } from "./job";

/** Hands what newly succeeded jobs have left to this page's kernel, where nothing newer of the same cells is shown. */
export function useReturned(byCell: ReadonlyMap<string, Job>): void {
  const session = useSession();
  const { workspace } = session.options;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const taken = useRef(new Set<string>());
  useEffect(() => {
    if (session.readOnly) return;
    const isShown = (job: Job, cellId: string) => {
      const shown = session.executions.getCell(cellId)?.execution;
      return byCell.get(cellId) === job && shown?.device?.kind === "server";
    };
    const take = (jobId: string) =>
      queries
        .fetchQuery(trpc.jobs.values.queryOptions({ workspace, jobId }))
        .then((left) => session.kernelOf.takeBack(left))
        .catch((error: unknown) =>
          toast.error(`The values of a server run did not come back. ${errorText(error).message}`),
        );
    const look = () => {
      for (const job of new Set(byCell.values())) {
        if (job.status !== "succeeded" || taken.current.has(job.id)) continue;
        if (!job.wanted.every((id) => isShown(job, id))) continue;
        taken.current.add(job.id);
        void take(job.id);
      }
    };
    look();
    // The list may be here before the outputs.
    return session.executions.subscribe(look);
  }, [byCell, session, workspace, trpc, queries]);
}
