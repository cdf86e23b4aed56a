"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "@/components/notebook/session-context";
import { useStore } from "@/components/notebook/use-store";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { type JobOrder, type OrderTexts, readOrder } from "@/lib/jobs/order";
import { OrderFields } from "./order-fields";

interface ServerRunDialogProps {
  cellIds: readonly string[];
  /** What was asked of the worker before. */
  order: OrderTexts;
  onRun: (order: JobOrder, texts: OrderTexts) => void;
  onClose: () => void;
}

/** Which cells go to the server: those asked for, and what they need; and what is asked of the worker. */
export function ServerRunDialog({ cellIds, order, onRun, onClose }: ServerRunDialogProps) {
  const session = useSession();
  const { workspace, notebookId } = session.options;
  const trpc = useTRPC();
  const saved = useStore(session.collab, (state) => state.saved === "saved");
  const plan = useQuery(
    trpc.jobs.plan.queryOptions({ workspace, notebookId, cellIds: [...cellIds] }, { enabled: saved, gcTime: 0 }),
  );
  const [texts, setTexts] = useState(order);
  const read = readOrder(texts);
  const places = session.cells.getSnapshot().map(({ id }) => id);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Run on a server"
      description="These cells run there as they are now, each after what it needs. Closing this page changes nothing."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!plan.data || !saved || !read.ok}
            onClick={() => read.ok && onRun(read.order, texts)}
          >
            Run on a server
          </Button>
        </>
      }
    >
      {!saved && <p className="text-muted">Your last edits are being saved first.</p>}
      {saved && plan.isPending && <SkeletonRows rows={2} label="Finding what they need" />}
      {plan.error && <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && (
        <ol aria-label="Cells that run" className="divide-y divide-line border-y border-line text-[13px]">
          {plan.data.map(({ id, names, wanted }) => (
            <li key={id} className="flex items-baseline gap-3 py-1.5">
              <span className="w-14 shrink-0 text-muted">Cell {places.indexOf(id) + 1}</span>
              <code className="min-w-0 flex-1 truncate">{names.join(", ") || "no names"}</code>
              <span className="text-xs text-faint">{wanted ? "shown and recorded" : "needed"}</span>
            </li>
          ))}
        </ol>
      )}
      <OrderFields texts={texts} errors={read.ok ? {} : read.errors} onChange={setTexts} />
    </Dialog>
  );
}
