"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import History from "lucide-react/icons/history";
import ListTree from "lucide-react/icons/list-tree";
import Play from "lucide-react/icons/play";
import Share2 from "lucide-react/icons/share-2";
import Square from "lucide-react/icons/square";
import Link from "next/link";
import { lazy, Suspense, useState } from "react";
import { keyOf } from "@/components/commands/commands";
import { useCommands } from "@/components/commands/use-commands";
import { TitleField } from "@/components/home/title-field";
import { useShell } from "@/components/shell/app-shell";
import { Logo } from "@/components/shell/logo";
import { useWorkspace } from "@/components/shell/use-workspace";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { LateBoundary } from "@/components/ui/late-boundary";
import { Tooltip } from "@/components/ui/tooltip";
import { NotebookMenu } from "./notebook-menu";
import { PeopleHere } from "./people-here";
import { SavedState } from "./saved-state";
import { useSession } from "./session-context";
import { ShareDialog } from "./share-dialog";
import { useStore } from "./use-store";

const NameDialog = lazy(() => import("./history/name-dialog"));

interface HeaderProps {
  title: string;
  onRename: (title: string) => void;
  onContents: () => void;
}

export function NotebookHeader({ title, onRename, onContents }: HeaderProps) {
  const session = useSession();
  const { workspace, openNav } = useShell();
  const name = useWorkspace(workspace)?.name ?? workspace;
  const [renaming, setRenaming] = useState(false);
  const [sharing, setSharing] = useState(false);
  useCommands({
    "notebook.rename": session.readOnly ? undefined : () => setRenaming(true),
    "notebook.share": () => setSharing(true),
  });
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-3 max-sm:gap-1.5 max-sm:px-2">
      <IconButton label="Open the navigation" onClick={openNav}>
        <Logo />
      </IconButton>
      <IconButton label="Contents" onClick={onContents} className="lg:hidden">
        <ListTree size={16} aria-hidden />
      </IconButton>
      <nav aria-label="Breadcrumb" className="flex min-w-0 flex-1 items-center gap-1.5">
        <Link href={`/w/${workspace}`} className="shrink-0 rounded-sm text-muted hover:text-ink max-md:hidden">
          {name}
        </Link>
        <ChevronRight size={14} aria-hidden className="shrink-0 text-faint max-md:hidden" />
        {renaming ? (
          <TitleField
            title={title}
            className="max-w-80"
            onDone={(next) => {
              setRenaming(false);
              if (next && next !== title) onRename(next);
            }}
          />
        ) : (
          <h1 className="min-w-0 flex-1 font-medium">
            {session.readOnly ? (
              <span className="block truncate">{title}</span>
            ) : (
              <Tooltip content="Rename" shortcut={keyOf("notebook.rename")}>
                <button
                  type="button"
                  onClick={() => setRenaming(true)}
                  className="-ml-1 block max-w-full truncate rounded-sm px-1 text-left hover:bg-hover"
                >
                  {title}
                </button>
              </Tooltip>
            )}
          </h1>
        )}
      </nav>
      <SavedState />
      <PeopleHere />
      <Button
        size="sm"
        variant="plain"
        icon={<Share2 size={14} aria-hidden />}
        onClick={() => setSharing(true)}
        aria-label="Share"
      >
        <span className="max-sm:hidden">Share</span>
      </Button>
      <HistoryButton />
      <NotebookMenu />
      {!session.readOnly && <RunAllButton />}
      {sharing && <ShareDialog onClose={() => setSharing(false)} />}
    </header>
  );
}

function HistoryButton() {
  const { ui, readOnly } = useSession();
  const open = useStore(ui, (state) => state.panel === "history");
  const [naming, setNaming] = useState(false);
  useCommands({ "history.name": readOnly ? undefined : () => setNaming(true) });
  return (
    <>
      <IconButton
        label="History"
        shortcut={keyOf("view.history")}
        aria-pressed={open}
        onClick={() => ui.togglePanel("history")}
        className={open ? "bg-hover text-ink" : undefined}
      >
        <History size={16} aria-hidden />
      </IconButton>
      {naming && (
        <LateBoundary>
          <Suspense>
            <NameDialog onClose={() => setNaming(false)} />
          </Suspense>
        </LateBoundary>
      )}
    </>
  );
}

function RunAllButton() {
  const session = useSession();
  const busy = useStore(session.kernel, (kernel) => kernel.status === "busy" || kernel.status === "stopping");
  if (busy)
    return (
      <Button size="sm" icon={<Square size={12} aria-hidden fill="currentColor" />} onClick={() => session.interrupt()}>
        Stop
      </Button>
    );
  return (
    <Tooltip content="Run all cells" shortcut={keyOf("run.all")}>
      <Button
        size="sm"
        variant="primary"
        icon={<Play size={12} aria-hidden fill="currentColor" />}
        onClick={() => session.runAll()}
      >
        Run all
      </Button>
    </Tooltip>
  );
}
