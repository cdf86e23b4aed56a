"use client";
import clsx from "clsx";
import ChevronUp from "lucide-react/icons/chevron-up";
import { useState } from "react";
import { keyOf } from "@/components/commands/commands";
import { SharedSessionMenu } from "@/components/shared-session/shared-session-menu";
import { Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { deviceText } from "@/lib/format/device";
import type { KernelState } from "./kernel-state";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

const backends = [
  { value: "auto", label: "The best there is" },
  { value: "webgpu", label: "WebGPU" },
  { value: "wasm", label: "WebAssembly" },
  { value: "cpu", label: "CPU" },
] as const;

function words(kernel: KernelState): string {
  if (kernel.status === "off") return "not started";
  if (kernel.status === "starting") return "starting";
  if (kernel.status === "failed") return "failed";
  return kernel.device ? deviceText(kernel.device) : "ready";
}

/** Which kernel runs the cells and on what; why not on WebGPU; interrupt and restart. */
export function KernelBadge() {
  const session = useSession();
  const kernel = useStore(session.kernel, (state) => state);
  const note = kernel.device?.note;
  const follow = useStore(session.followSetting, (on) => on);
  const kind = useStore(session.kernels.kind, (chosen) => chosen);
  if (session.readOnly) return <span className="text-faint">You can look, not run</span>;
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          data-testid="kernel-badge"
          className="flex h-6 min-w-0 items-center gap-1.5 rounded-sm px-1 transition-colors hover:text-ink"
        >
          <span aria-hidden className={clsx("size-1.5 shrink-0 rounded-full", dots[kernel.status])} />
          <span className="truncate">
            <span className="max-sm:sr-only">Kernel: {kind === "own" ? "yours" : "shared"} · </span>
            {words(kernel)}
          </span>
          {kernel.status === "busy" && <span className="text-accent">running</span>}
          {kernel.status === "stopping" && <span className="text-warn">stopping</span>}
          {note && <span className="max-w-80 truncate text-warn max-lg:hidden">{note}</span>}
          <ChevronUp size={12} aria-hidden className="shrink-0 text-faint" />
        </button>
      }
    >
      {note && <p className="max-w-72 px-2 py-1.5 text-xs text-warn">{note}</p>}
      <MenuItem
        shortcut={keyOf("kernel.interrupt")}
        disabled={kernel.status !== "busy" && kernel.status !== "stopping"}
        onSelect={() => session.interrupt()}
      >
        Interrupt
      </MenuItem>
      <MenuItem shortcut={keyOf("kernel.restart")} onSelect={() => session.restart()}>
        {kernel.status === "off" ? "Start" : "Restart, forgetting all values"}
      </MenuItem>
      <MenuSeparator />
      <MenuCheckItem checked={follow} onCheckedChange={(on) => session.setFollow(on)}>
        Cheap cells follow by themselves
      </MenuCheckItem>
      <NotifyItem />
      <SharedSessionMenu />
      <MenuSeparator />
      <MenuLabel>Run on</MenuLabel>
      {backends.map(({ value, label }) => (
        <MenuCheckItem key={value} checked={kernel.wanted === value} onCheckedChange={() => session.setBackend(value)}>
          {label}
        </MenuCheckItem>
      ))}
    </Menu>
  );
}

/** The browser asks the person, and only they can take it back. */
function NotifyItem() {
  const [allowed, setAllowed] = useState(() => "Notification" in window && Notification.permission === "granted");
  if (!("Notification" in window)) return null;
  const ask = async () => {
    const answer = await Notification.requestPermission();
    setAllowed(answer === "granted");
    if (answer === "denied")
      toast.message("This browser does not let Quire notify you. Its settings for this site can change that.");
  };
  return (
    <MenuCheckItem checked={allowed} onCheckedChange={() => void ask()}>
      Notify me when a long cell ends
    </MenuCheckItem>
  );
}

const dots: Record<KernelState["status"], string> = {
  off: "bg-line-strong",
  starting: "bg-accent animate-breathe",
  ready: "bg-accent",
  busy: "bg-accent animate-breathe",
  stopping: "bg-amber animate-breathe",
  failed: "bg-danger",
};
