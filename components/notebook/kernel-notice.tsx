"use client";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { Button } from "@/components/ui/button";
import { counted } from "@/lib/format/number";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/** Says what went with an ended kernel, until it is run again or runs have made it old news; one press runs it again. */
export function KernelNotice() {
  const session = useSession();
  const message = useStore(session.kernel, ({ message }) => message);
  const lost = useStore(session.kernel, ({ lost }) => lost);
  if (session.readOnly || message === null) return null;
  return (
    <div
      role="status"
      aria-label="Kernel"
      className="flex min-h-9 shrink-0 items-center gap-3 border-t border-line bg-sunken px-3 py-1 text-xs"
    >
      <TriangleAlert size={14} aria-hidden className="shrink-0 text-amber" />
      <span className="min-w-0 flex-1">{message}</span>
      {lost > 0 && (
        <Button size="sm" onClick={() => session.runLost()}>
          Run {counted(lost, "cell")} again
        </Button>
      )}
    </div>
  );
}
