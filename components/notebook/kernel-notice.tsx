"use client";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { counted } from "@/lib/format/number";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/**
 * Says what went with an ended kernel, until it is run again or runs have made it old news; one press runs it again. Says as
 * well when the GPU is not yet done with what that kernel had asked of it.
 */
export function KernelNotice() {
  const session = useSession();
  const message = useStore(session.kernel, ({ message }) => message);
  const lost = useStore(session.kernel, ({ lost }) => lost);
  const gpuDraining = useStore(session.kernel, ({ gpuDraining }) => gpuDraining);
  if (session.readOnly || (message === null && !gpuDraining)) return null;
  return (
    <div role="status" aria-label="Kernel" className="shrink-0 border-t border-line bg-sunken text-xs">
      {message !== null && (
        <Line text={message}>
          {lost > 0 && (
            <Button size="sm" onClick={() => session.runLost()}>
              Run {counted(lost, "cell")} again
            </Button>
          )}
        </Line>
      )}
      {gpuDraining && (
        <Line text="The GPU is still busy with what was interrupted. Cells that use it wait until it is done.">
          <Button size="sm" onClick={() => session.setBackend("wasm")}>
            Run on WebAssembly meanwhile
          </Button>
        </Line>
      )}
    </div>
  );
}

function Line({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-3 px-3 py-1 not-first:border-t not-first:border-line">
      <TriangleAlert size={14} aria-hidden className="shrink-0 text-amber" />
      <span className="min-w-0 flex-1">{text}</span>
      {children}
    </div>
  );
}
