"use client";
import { useQuery } from "@tanstack/react-query";
import Plus from "lucide-react/icons/plus";
import Search from "lucide-react/icons/search";
import { type KeyboardEvent, useDeferredValue, useRef, useState } from "react";
import { keyOf } from "@/components/commands/commands";
import { useCommands } from "@/components/commands/use-commands";
import { mayEdit } from "@/components/shell/may-edit";
import { useWorkspace } from "@/components/shell/use-workspace";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Kbd } from "@/components/ui/kbd";
import { Page, PageHeader } from "@/components/ui/page-header";
import { TextField } from "@/components/ui/text-field";
import { ExampleList } from "./example-list";
import { matchTitle } from "./match-title";
import { NotebookList, NotebookListSkeleton } from "./notebook-list";
import { useNotebooksFeed } from "./use-notebooks-feed";
import { useNotebookActions } from "./use-notebook-actions";

/** All notebooks of a workspace, the latest first, searched as one types. */
export function NotebookHome({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const role = useWorkspace(workspace)?.role ?? "viewer";
  const canEdit = mayEdit(role);
  const list = useQuery(trpc.notebooks.list.queryOptions({ workspace }));
  const actions = useNotebookActions(workspace);
  useNotebooksFeed(workspace);
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const field = useRef<HTMLInputElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  useCommands({
    "home.search": () => field.current?.focus(),
    "notebook.create": canEdit ? () => actions.create() : undefined,
  });

  const shown = list.data?.filter((notebook) => matchTitle(notebook.title, wanted)) ?? [];
  const toFirstRow = (event: KeyboardEvent) => {
    const first = rows.current?.querySelector<HTMLAnchorElement>("a");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
    if (event.key === "Enter") first?.click();
    if (event.key === "Escape") setSearch("");
  };

  return (
    <Page>
      <PageHeader
        title="Notebooks"
        actions={
          canEdit && (
            <Button
              variant="primary"
              icon={<Plus size={16} aria-hidden />}
              busy={actions.creating}
              onClick={() => actions.create()}
            >
              New notebook
            </Button>
          )
        }
      />
      <div className="relative mb-2">
        <TextField
          ref={field}
          type="search"
          aria-label="Search notebooks"
          placeholder="Search by title"
          icon={<Search size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={toFirstRow}
        />
        {!search && (
          <Kbd
            keys={keyOf("home.search") ?? ""}
            className="pointer-events-none absolute inset-y-0 right-3 max-sm:hidden"
          />
        )}
      </div>
      <p role="status" className="sr-only">
        {wanted && list.data ? `${shown.length} of ${list.data.length} notebooks` : ""}
      </p>
      {list.isPending && <NotebookListSkeleton />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <EmptyState
          title="No notebooks yet"
          hint={
            canEdit
              ? "Start an empty one, or open an example that trains in a minute."
              : "Nobody has made one here yet."
          }
          action={canEdit && <ExampleList workspace={workspace} />}
        />
      )}
      {list.data && list.data.length > 0 && shown.length === 0 && (
        <EmptyState
          title={`No title has “${wanted}”`}
          action={<Button onClick={() => setSearch("")}>Show all notebooks</Button>}
        />
      )}
      {shown.length > 0 && (
        <div ref={rows}>
          <NotebookList workspace={workspace} notebooks={shown} mayEdit={canEdit} actions={actions} />
        </div>
      )}
    </Page>
  );
}
