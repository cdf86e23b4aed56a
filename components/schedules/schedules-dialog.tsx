"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { type ReactNode, useEffect, useState } from "react";
import { type MarkState, StateMark } from "@/components/notebook/state-mark";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { duration } from "@/lib/format/time";
import { ScheduleForm } from "./schedule-form";
import {
  dueWords,
  type Firing,
  firingWords,
  type Schedule,
  timeThere,
  type Trigger,
  triggerWords,
} from "./schedule-words";

interface SchedulesDialogProps {
  workspace: string;
  notebookId: string;
  readOnly: boolean;
  onClose: () => void;
}

/** What a person does with schedules, and what the server says to it. */
function useScheduleActions(workspace: string, notebookId: string, done: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries(trpc.schedules.list.queryFilter({ workspace, notebookId }));
  const then = { onSuccess: refresh };
  const after = () => {
    refresh();
    done();
  };
  const add = useMutation(trpc.schedules.add.mutationOptions({ onSuccess: after }));
  const change = useMutation(trpc.schedules.change.mutationOptions({ onSuccess: after }));
  const remove = useMutation(trpc.schedules.delete.mutationOptions(then));
  const run = useMutation(
    trpc.schedules.run.mutationOptions({
      onSuccess: ({ queued }) => {
        refresh();
        toast.message(queued ? "Sent to the server." : "It could not run. The history says why.");
      },
    }),
  );
  useSubscription(trpc.schedules.watch.subscriptionOptions({ workspace, notebookId }, { onData: refresh }));
  useSubscription(trpc.jobs.watch.subscriptionOptions({ workspace, notebookId }, { onData: refresh }));
  return { add, change, remove, run };
}

/** When the notebook runs by itself, and what came of it. */
export function SchedulesDialog({ workspace, notebookId, readOnly, onClose }: SchedulesDialogProps) {
  const trpc = useTRPC();
  const [editing, setEditing] = useState<Schedule | "new" | null>(null);
  const list = useQuery(trpc.schedules.list.queryOptions({ workspace, notebookId }));
  const actions = useScheduleActions(workspace, notebookId, () => setEditing(null));
  useSeen(workspace, notebookId, list.data?.flatMap(({ firings }) => firings.map(({ status }) => status)).join() ?? "");
  const failure = (editing === "new" ? actions.add : actions.change).error;
  const save = (trigger: Trigger) => {
    if (editing === "new") actions.add.mutate({ workspace, notebookId, trigger });
    else if (editing) actions.change.mutate({ workspace, scheduleId: editing.id, trigger });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title="Schedules"
      description="The whole notebook runs on a server by itself, in the name of who set the schedule."
      footer={
        !readOnly &&
        editing === null && (
          <Button variant="primary" onClick={() => setEditing("new")}>
            New schedule
          </Button>
        )
      }
    >
      {list.isPending && <SkeletonRows rows={2} label="Loading the schedules" />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {editing && (
        <ScheduleForm
          workspace={workspace}
          begin={editing === "new" ? null : editing.trigger}
          busy={actions.add.isPending || actions.change.isPending}
          {...(failure && { error: errorText(failure).message })}
          onSave={save}
          onCancel={() => setEditing(null)}
        />
      )}
      {list.data?.length === 0 && editing === null && (
        <p className="py-4 text-muted">
          No schedule yet. One runs the notebook every morning, say, or when its data change.
        </p>
      )}
      <ul aria-label="Schedules" className="divide-y divide-line">
        {list.data?.map((schedule) => (
          <ScheduleItem key={schedule.id} schedule={schedule} notebook={`/w/${workspace}/notebooks/${notebookId}`}>
            {!readOnly && (
              <>
                <Button
                  size="sm"
                  variant="plain"
                  busy={actions.run.isPending}
                  onClick={() => actions.run.mutate({ workspace, scheduleId: schedule.id })}
                >
                  Run now
                </Button>
                <Button
                  size="sm"
                  variant="plain"
                  onClick={() =>
                    actions.change.mutate({ workspace, scheduleId: schedule.id, paused: !schedule.paused })
                  }
                >
                  {schedule.paused ? "Resume" : "Pause"}
                </Button>
                <Button size="sm" variant="plain" onClick={() => setEditing(schedule)}>
                  Change
                </Button>
                <Button
                  size="sm"
                  variant="plain"
                  onClick={() => actions.remove.mutate({ workspace, scheduleId: schedule.id })}
                >
                  Delete
                </Button>
              </>
            )}
          </ScheduleItem>
        ))}
      </ul>
    </Dialog>
  );
}

/** Who looks at the history knows what failed. */
function useSeen(workspace: string, notebookId: string, history: string): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutate } = useMutation(
    trpc.schedules.markSeen.mutationOptions({
      onSuccess: () => void queries.invalidateQueries(trpc.schedules.unseen.queryFilter({ workspace })),
    }),
  );
  useEffect(() => mutate({ workspace, notebookId }), [mutate, workspace, notebookId, history]);
}

interface ScheduleItemProps {
  schedule: Schedule;
  /** The address of its notebook, where the outputs are. */
  notebook: string;
  children: ReactNode;
}

function ScheduleItem({ schedule, notebook, children }: ScheduleItemProps) {
  const { trigger, paused, nextAt, person, firings } = schedule;
  return (
    <li aria-label={triggerWords(trigger)} className="py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{triggerWords(trigger)}</span>
        <span className="text-xs text-faint">
          {trigger.type === "cron" && `${trigger.timeZone} · `}
          {person.name}
          {paused
            ? " · paused"
            : trigger.type === "cron" && nextAt && <> · next {timeThere(new Date(nextAt), trigger.timeZone)}</>}
        </span>
        <span className="ml-auto flex">{children}</span>
      </div>
      {firings.length > 0 && (
        <ol aria-label="History" className="mt-1 max-h-44 space-y-0.5 overflow-y-auto text-[13px]" tabIndex={0}>
          {firings.map((firing) => (
            <FiringItem key={firing.id} firing={firing} notebook={notebook} />
          ))}
        </ol>
      )}
    </li>
  );
}

const marks: Partial<Record<NonNullable<Firing["status"]>, MarkState>> = {
  refused: "failed",
  skipped: "cancelled",
  failed: "failed",
  dead: "failed",
  queued: "queued",
  running: "running",
  cancelled: "cancelled",
};

function FiringItem({ firing, notebook }: { firing: Firing; notebook: string }) {
  const mark = firing.status === null ? undefined : marks[firing.status];
  return (
    <li className="grid grid-cols-[1rem_6.5rem_7rem_minmax(0,1fr)] items-baseline gap-x-2 sm:grid-cols-[1rem_6.5rem_7rem_4rem_minmax(0,1fr)] text-muted">
      <span>{mark && <StateMark state={mark} />}</span>
      {firing.jobId === null ? (
        <span>{firingWords(firing)}</span>
      ) : (
        <a href={notebook} className="hover:text-accent">
          {firingWords(firing)}
        </a>
      )}
      <TimeAgo date={firing.at} className="text-faint" />
      <span className="text-faint tabular-nums">{firing.tookMs !== null && duration(firing.tookMs)}</span>
      <span
        className="col-span-3 col-start-2 truncate sm:col-span-1 sm:col-start-auto"
        title={firing.reason ?? undefined}
      >
        {firing.reason ?? dueWords(firing)}
      </span>
    </li>
  );
}
