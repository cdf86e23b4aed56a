"use client";
import CircleHelp from "lucide-react/icons/circle-help";
import WifiOff from "lucide-react/icons/wifi-off";
import { commandCenter } from "@/components/commands/command-center";
import { keyOf } from "@/components/commands/commands";
import { Kbd } from "@/components/ui/kbd";
import { counted } from "@/lib/format/number";
import { KernelBadge } from "./kernel-badge";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

const connectionWords = {
  connecting: "Connecting",
  offline: "Offline: edits are kept here and sent later",
  closed: "Not connected",
} as const;

/** The quiet line at the foot: kernel and backend, what is stale, the connection when it is not good, keys. */
export function StatusBar() {
  const session = useSession();
  const connection = useStore(session.collab, (state) => state.connection);
  const stale = useStore(session.cellStates, (state) => state.staleCount);
  const noTypes = useStore(session.editor.language, (notice) => notice);
  return (
    <footer
      aria-label="Status"
      className="flex h-8 shrink-0 items-center gap-4 border-t border-line bg-sunken px-3 text-xs text-muted max-sm:gap-2"
    >
      <KernelBadge />
      {stale > 0 && (
        <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className="size-1.5 rounded-full bg-amber" />
          {counted(stale, "stale cell")}
          {!session.readOnly && (
            <button
              type="button"
              onClick={() => session.runStale()}
              className="rounded-sm font-medium text-accent hover:underline"
            >
              run {stale === 1 ? "it" : "them"}
            </button>
          )}
        </span>
      )}
      <span role="status" className="min-w-0 truncate">
        {connection !== "connected" && (
          <span className="inline-flex items-center gap-1.5 text-warn">
            <WifiOff size={12} aria-hidden />
            {connectionWords[connection]}
          </span>
        )}
        {connection === "connected" && noTypes}
      </span>
      <span className="flex-1" />
      <button
        type="button"
        onClick={() => commandCenter.run("help.palette")}
        className="flex items-center gap-1.5 rounded-sm whitespace-nowrap hover:text-ink max-sm:hidden"
      >
        Commands <Kbd keys={keyOf("help.palette") ?? ""} />
      </button>
      <button
        type="button"
        onClick={() => commandCenter.run("help.keys")}
        aria-label="Show all keys"
        className="flex items-center gap-1.5 rounded-sm hover:text-ink"
      >
        <CircleHelp size={13} aria-hidden /> <Kbd keys="?" className="max-sm:hidden" />
      </button>
    </footer>
  );
}
