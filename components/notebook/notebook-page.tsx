"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { JobsProvider } from "@/components/jobs/jobs-provider";
import { InputsContext } from "@/components/outputs/inputs/port";
import { useNotebooksFeed } from "@/components/home/use-notebooks-feed";
import { SchedulesHost } from "@/components/schedules/schedules-host";
import { mayEdit } from "@/components/shell/may-edit";
import { useMe } from "@/components/shell/use-me";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { Sheet } from "@/components/ui/dialog";
import { LateBoundary } from "@/components/ui/late-boundary";
import { ErrorState } from "@/components/ui/error-state";
import { personColor } from "@/lib/collab/color";
import { FindBar } from "./find/find-bar";
import { useComparison } from "./history/use-comparison";
import { SidePanel } from "./side-panel";
import { StateMap } from "./state-map";
import { useCellInAddress } from "./use-cell-in-address";
import { useFileCommands } from "./use-file-commands";
import { ClosedNotice } from "./closed-notice";
import { KernelNotice } from "./kernel-notice";
import { NotebookColumn } from "./notebook-column";
import { NotebookHeader } from "./notebook-header";
import { NotebookOutline } from "./notebook-outline";
import type { NotebookSession } from "./notebook-session";
import { NotebookSkeleton } from "./notebook-skeleton";
import { openNotebook, type OpenOptions } from "./open-notebook";
import { outlineOf, sectionOf } from "./sections";
import { SessionContext, useSession } from "./session-context";
import { StateAnnouncer } from "./state-announcer";
import { StatusBar } from "./status-bar";
import { StorageNotice } from "./storage-notice";
import { useChangedRights } from "./use-changed-rights";
import { useLeaveGuard } from "./use-leave-guard";
import { useNotebookCommands } from "./use-notebook-commands";
import { useOutlineCells } from "./use-outline-cells";
import { useRunAttention } from "./use-run-attention";
import { useStore } from "./use-store";

const CompareView = lazy(() => import("./history/compare-view"));

interface NotebookPageProps {
  workspace: string;
  notebookId: string;
}

/** Asks what the notebook is and who looks at it, then opens it. */
export function NotebookPage({ workspace, notebookId }: NotebookPageProps) {
  const trpc = useTRPC();
  const notebook = useQuery(trpc.notebooks.get.queryOptions({ workspace, notebookId }));
  // Asked once: a change of the settings is for kernels that start later.
  const place = useQuery(trpc.kernel.place.queryOptions({ workspace }, { staleTime: Infinity }));
  const me = useMe();
  useNotebooksFeed(workspace);
  const user = me.data?.user;
  const ready = notebook.data && place.data && user;
  const error = notebook.error ?? place.error ?? me.error;
  // What is open stays open when it cannot be asked again: edits may wait in it for the server to come back.
  if (error && !ready)
    return (
      <main id="main" className="mx-auto max-w-2xl px-6 pt-16">
        <ErrorState error={error} onRetry={() => void notebook.refetch()} />
      </main>
    );
  if (!ready) return <NotebookSkeleton />;
  const { historyId, role, title } = notebook.data;
  return (
    <OpenNotebook
      key={`${notebookId} ${historyId} ${role}`}
      title={title}
      workspace={workspace}
      notebookId={notebookId}
      historyId={historyId}
      userId={user.id}
      userName={user.name}
      readOnly={!mayEdit(role)}
      place={place.data}
    />
  );
}

interface OpenNotebookProps extends Omit<OpenOptions, "api" | "user"> {
  title: string;
  userId: string;
  userName: string;
}

type Opened = { session: NotebookSession } | { refused: string } | null;

/** Holds the session while the page is there. It is made in an effect, so that a page drawn twice opens it once. */
function OpenNotebook({
  title,
  workspace,
  notebookId,
  historyId,
  userId,
  userName,
  readOnly,
  place,
}: OpenNotebookProps) {
  const api = useTRPCClient();
  const [opened, setOpened] = useState<Opened>(null);
  useEffect(() => {
    const user = { id: userId, name: userName, color: personColor(userId) };
    const close = openNotebook({ api, workspace, notebookId, historyId, user, readOnly, place }, setOpened);
    return () => {
      setOpened(null);
      close();
    };
  }, [api, workspace, notebookId, historyId, userId, userName, readOnly, place]);
  if (!opened) return <NotebookSkeleton />;
  if ("refused" in opened)
    return (
      <main id="main" className="mx-auto max-w-2xl px-6 pt-16">
        <ErrorState error={new Error(opened.refused)} onRetry={() => window.location.reload()} />
      </main>
    );
  return (
    <SessionContext value={opened.session}>
      <InputsContext value={opened.session.inputs}>
        <JobsProvider>
          <NotebookFrame title={title} />
        </JobsProvider>
      </InputsContext>
    </SessionContext>
  );
}

function NotebookFrame({ title }: { title: string }) {
  const session = useSession();
  const { workspace, notebookId } = session.options;
  const showContents = useStore(session.ui, (state) => state.contents);
  const panel = useStore(session.ui, (state) => state.panel);
  const { comparison } = useComparison();
  const [sheet, setSheet] = useState(false);
  const rename = useRename(workspace, notebookId);
  useNotebookCommands(session, () =>
    window.innerWidth < 1024 ? setSheet((open) => !open) : session.ui.toggle("contents"),
  );
  useFileCommands(session);
  useLeaveGuard(session);
  useCellInAddress(session);
  useChangedRights(session);
  useEffect(() => {
    if (!session.readOnly) session.kernelOf.start();
  }, [session]);
  useRunAttention(session, title);
  return (
    <div data-notebook={notebookId} data-loaded className="flex h-dvh flex-col">
      <NotebookHeader title={title} onRename={rename} onContents={() => setSheet(true)} />
      <ClosedNotice />
      <StorageNotice />
      <div className="flex min-h-0 flex-1">
        {showContents && (
          <aside className="w-52 shrink-0 overflow-y-auto px-3 py-6 max-lg:hidden">
            <p className="mb-1 px-2 text-xs font-medium text-faint">Contents</p>
            <Contents />
          </aside>
        )}
        <div className="relative flex min-w-0 flex-1">
          {comparison === null && <FindBar />}
          <main
            id="main"
            tabIndex={-1}
            inert={comparison !== null}
            className="min-w-0 flex-1 scroll-py-16 overflow-y-auto outline-none"
          >
            <div className="mx-auto w-full max-w-[860px] px-3 pt-6 pb-[40vh] max-md:px-1">
              <NotebookColumn />
            </div>
          </main>
          {comparison && (
            <LateBoundary>
              <Suspense fallback={<div className="absolute inset-0 z-20 bg-page" />}>
                <CompareView comparison={comparison} />
              </Suspense>
            </LateBoundary>
          )}
        </div>
        {/* As wide as the contents, so that the column stands in the middle of the page. */}
        {showContents && panel === null && <div aria-hidden className="w-52 shrink max-xl:hidden" />}
        <SidePanel />
        <StateMap />
      </div>
      <KernelNotice />
      <StatusBar />
      <StateAnnouncer />
      <SchedulesHost />
      <Sheet open={sheet} onOpenChange={setSheet} title="Contents" side="left">
        <Contents onGo={() => setSheet(false)} />
      </Sheet>
    </div>
  );
}

function Contents({ onGo }: { onGo?: () => void }) {
  const session = useSession();
  const cells = useOutlineCells(session);
  const active = useStore(session.ui, (state) => state.active);
  const headings = useMemo(() => outlineOf(cells), [cells]);
  const current = active === null ? null : sectionOf(cells, active);
  return (
    <NotebookOutline
      headings={headings}
      current={current}
      onGoTo={(cellId) => {
        onGo?.();
        session.reveal(cellId, false);
        requestAnimationFrame(() =>
          document.querySelector(`[data-cell="${CSS.escape(cellId)}"]`)?.scrollIntoView({ block: "start" }),
        );
      }}
    />
  );
}

function useRename(workspace: string, notebookId: string): (title: string) => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = trpc.notebooks.get.queryKey({ workspace, notebookId });
  const rename = useMutation(
    trpc.notebooks.rename.mutationOptions({
      onMutate: ({ title }) => queries.setQueryData(key, (before) => before && { ...before, title }),
      onSettled: () => {
        void queries.invalidateQueries(trpc.notebooks.list.queryFilter({ workspace }));
        return queries.invalidateQueries(trpc.notebooks.get.queryFilter({ workspace, notebookId }));
      },
    }),
  );
  return (title) => rename.mutate({ workspace, notebookId, title });
}
