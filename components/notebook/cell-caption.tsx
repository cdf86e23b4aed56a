"use client";
import { useEffect, useState } from "react";
import { TimeAgo } from "@/components/ui/time-ago";
import { deviceText } from "@/lib/format/device";
import { duration } from "@/lib/format/time";
import type { Execution } from "@/lib/protocol/execution";
import type { CellStatus } from "./cell-status";

interface CaptionProps {
  execution: Execution;
  status: CellStatus;
  onRun?: () => void;
  onStartOver?: () => void;
}

/** Who ran it, where, how long it took and when; and why it may not hold any more. */
export function CellCaption({ execution, status, onRun, onStartOver }: CaptionProps) {
  const { user, device, startedAt, endedAt } = execution;
  const took = startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null;
  return (
    <p className="mt-2 flex flex-wrap items-baseline gap-x-1.5 text-xs text-faint">
      <span>{user.name}</span>
      <span aria-hidden>·</span>
      <span title={device.note}>{deviceText(device)}</span>
      {startedAt && !endedAt && (
        <>
          <span aria-hidden>·</span>
          <Elapsed since={startedAt} />
        </>
      )}
      {took !== null && (
        <>
          <span aria-hidden>·</span>
          <span className="tabular-nums">{duration(took)}</span>
        </>
      )}
      {endedAt && (
        <>
          <span aria-hidden>·</span>
          <TimeAgo date={endedAt} />
        </>
      )}
      {execution.status === "cancelled" && <span>· stopped before its end</span>}
      {execution.status === "lost" && <span>· the connection to its kernel was lost</span>}
      {status.state === "stale" && (
        <span className="text-warn">
          · stale: {status.reason ?? "something it needs has changed"}
          {onRun && <CaptionAction onPress={onRun}>run again</CaptionAction>}
        </span>
      )}
      {status.state === "continued" && (
        <span className="text-warn">
          · continued from earlier state: {status.reason}
          {onStartOver && <CaptionAction onPress={onStartOver}>start over</CaptionAction>}
        </span>
      )}
    </p>
  );
}

function CaptionAction({ onPress, children }: { onPress: () => void; children: string }) {
  return (
    <>
      {" · "}
      <button type="button" onClick={onPress} className="rounded-sm font-medium underline underline-offset-2">
        {children}
      </button>
    </>
  );
}

/** How long it has run, second by second. */
function Elapsed({ since }: { since: Date }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor(Math.max(0, now - since.getTime()) / 1000);
  return <span className="tabular-nums">{seconds < 1 ? "running" : `running for ${duration(seconds * 1000)}`}</span>;
}
