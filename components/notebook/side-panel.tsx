"use client";
import X from "lucide-react/icons/x";
import { lazy, type ReactNode, Suspense, useSyncExternalStore } from "react";
import { Sheet } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { LateBoundary } from "@/components/ui/late-boundary";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { Panel } from "./notebook-ui";
import { useSession } from "./session-context";
import { useStore } from "./use-store";
import { VariablesPanel } from "./variables/variables-panel";

const HistoryPanel = lazy(() => import("./history/history-panel"));

interface PanelSpec {
  title: string;
  /** `onGo`: it led somewhere on the page; where the page is narrow the panel lies over it. */
  render: (onGo?: () => void) => ReactNode;
}

const panels: Record<Panel, PanelSpec> = {
  variables: { title: "Variables", render: (onGo) => <VariablesPanel onGo={onGo} /> },
  history: {
    title: "History",
    render: (onGo) => (
      <LateBoundary>
        <Suspense fallback={<SkeletonRows />}>
          <HistoryPanel onGo={onGo} />
        </Suspense>
      </LateBoundary>
    ),
  },
};

const wide = "(min-width: 1024px)";
const onWidth = (listener: () => void) => {
  const query = window.matchMedia(wide);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
};
const useIsWide = () =>
  useSyncExternalStore(
    onWidth,
    () => window.matchMedia(wide).matches,
    () => true,
  );

/** At the right edge, while one is asked for; over the page where it is narrow. */
export function SidePanel() {
  const session = useSession();
  const open = useStore(session.ui, (state) => state.panel);
  const isWide = useIsWide();
  if (open === null) return null;
  const { title, render } = panels[open];
  const close = () => session.ui.togglePanel(open);
  if (!isWide)
    return (
      <Sheet open onOpenChange={close} title={title}>
        {render(close)}
      </Sheet>
    );
  return (
    <aside aria-label={title} className="flex w-80 shrink-0 flex-col border-l border-line">
      <header className="flex h-10 shrink-0 items-center justify-between pr-2 pl-4">
        <h2 className="text-xs font-medium text-faint">{title}</h2>
        <IconButton label={`Close ${title.toLowerCase()}`} size="sm" onClick={close}>
          <X size={14} aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-6" data-keys="panel">
        {render()}
      </div>
    </aside>
  );
}
