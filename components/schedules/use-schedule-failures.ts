"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTRPC } from "@/components/trpc/context";
import { toast } from "@/components/ui/toast";
import { SCHEDULES } from "./schedules-address";

const LOOK_MS = 15_000;

/** Says, wherever in the workspace its person is, that a run of one of their schedules failed; until they have looked at it. */
export function useScheduleFailures(workspace: string): void {
  const trpc = useTRPC();
  const router = useRouter();
  const told = useRef(new Set<string>());
  const failures = useQuery(trpc.schedules.unseen.queryOptions({ workspace }, { refetchInterval: LOOK_MS }));
  const newest = failures.data?.find(({ id }) => !told.current.has(id));
  useEffect(() => {
    if (!newest) return;
    for (const { id } of failures.data ?? []) told.current.add(id);
    toast.error(`The scheduled run of “${newest.notebook.title}” failed.`, {
      ...(newest.reason !== null && { description: newest.reason }),
      duration: 20_000,
      action: {
        label: "Look",
        onClick: () => router.push(`/w/${workspace}/notebooks/${newest.notebook.id}?${SCHEDULES}`),
      },
    });
  }, [newest, failures.data, router, workspace]);
}
