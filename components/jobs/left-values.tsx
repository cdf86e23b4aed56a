"use client";
import { useSession } from "@/components/notebook/session-context";
import { useStore } from "@/components/notebook/use-store";
import { bytes } from "@/lib/format/number";
import type { Job } from "./job";

/** Names of a cell that ran on a server: what cells here find of it, and what stays there. Only while the cell stands as it ran. */
export function LeftValues({ cellId, job: { left, wanted, worker } }: { cellId: string; job: Job }) {
  const session = useSession();
  const isReturned = useStore(session.kernelOf.graph, () => session.kernelOf.isReturned(cellId));
  // Cells that were not asked for are there because these changed their values.
  const own = left.filter((value) => value.cellId === cellId || !wanted.includes(value.cellId));
  if (!isReturned || own.length === 0) return null;
  const [back, stay] = [own.filter(({ stays }) => stays === null), own.filter(({ stays }) => stays !== null)];
  return (
    <p className="mt-2 text-xs text-faint">
      {back.length > 0 && (
        <>
          Back from {worker ?? "the server"}, loaded when a cell here needs them:{" "}
          {back.map(({ name, type, size, bytes: weight }, index) => (
            <span key={name} title={[type, size].filter(Boolean).join(" · ")}>
              {index > 0 && ", "}
              <code className="text-muted">{name}</code>
              {weight > 0 && ` ${bytes(weight)}`}
            </span>
          ))}
          {". "}
        </>
      )}
      {stay.map(({ name, stays }) => (
        <span key={name}>
          <code className="text-muted">{name}</code> stays there: {stays}{" "}
        </span>
      ))}
    </p>
  );
}
