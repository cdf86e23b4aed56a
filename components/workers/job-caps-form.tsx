"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { type JobCaps, jobCapsSchema } from "@/lib/protocol/workspace";

/** What the workspace's jobs may take together, and each by itself. */
export function JobCapsForm({ workspace, caps, canChange }: { workspace: string; caps: JobCaps; canChange: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [running, setRunning] = useState(String(caps.running));
  const [minutes, setMinutes] = useState(String(caps.minutes));
  const save = useMutation(
    trpc.people.workspace.updateSettings.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.people.workspace.get.queryFilter({ workspace }));
        toast.success("The limits are saved, for jobs that begin from now on.");
      },
    }),
  );
  const chosen = jobCapsSchema.safeParse({ running: Number(running), minutes: Number(minutes) });
  const changed = chosen.success && (chosen.data.running !== caps.running || chosen.data.minutes !== caps.minutes);
  const number = { inputMode: "numeric", mono: true, readOnly: !canChange } as const;
  return (
    <form
      aria-label="Limits of jobs"
      className="flex max-w-lg flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate({ workspace, settings: { jobCaps: chosen.data } });
      }}
    >
      <TextField
        {...number}
        label="Jobs at once"
        className="w-36"
        value={running}
        onChange={(event) => setRunning(event.target.value)}
      />
      <TextField
        {...number}
        label="Minutes a job may take"
        className="w-44"
        value={minutes}
        onChange={(event) => setMinutes(event.target.value)}
      />
      {canChange && (
        <Button type="submit" disabled={!changed} busy={save.isPending}>
          Save
        </Button>
      )}
      {(save.error ?? !chosen.success) && (
        <p role="alert" className="basis-full text-xs text-danger">
          {save.error ? errorText(save.error).message : "Give whole numbers: up to 10,000 jobs, up to 10,080 minutes."}
        </p>
      )}
    </form>
  );
}
