"use client";
import { useEffect, useState } from "react";
import { absoluteTime, relativeTime } from "@/lib/format/time";

/** Relative, with the absolute on hover; keeps itself true while it is on the screen. */
export function TimeAgo({ date, className }: { date: Date | string | number; className?: string }) {
  const moment = new Date(date);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={moment.toISOString()} title={absoluteTime(moment)} className={className} suppressHydrationWarning>
      {relativeTime(moment, Math.max(now, Date.now()))}
    </time>
  );
}
