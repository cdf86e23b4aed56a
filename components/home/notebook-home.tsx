"use client";
import { useQuery } from "@tanstack/react-query";
import FileUp from "lucide-react/icons/file-up";
import Plus from "lucide-react/icons/plus";
import Search from "lucide-react/icons/search";
import Trash2 from "lucide-react/icons/trash-2";
import Link from "next/link";
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
import { foldersIn, hasTag, isWithin } from "@/lib/notebook/places/folders";
import { BinPage } from "./bin-page";
import { ExampleList } from "./example-list";
import { FileDrop } from "./file-drop";
import { FolderPath, FolderRows } from "./folder-rows";
import { matchTitle } from "./match-title";
import { NotebookList, NotebookListSkeleton } from "./notebook-list";
import type { NotebookRow } from "./notebook-row";
import { TagFilter } from "./tag-filter";
import { TextResults } from "./text-results";
import { importedFiles, useImport } from "./use-import";
import { type ListPlace, placeQuery, useListAddress } from "./use-list-address";
import { useNotebookActions } from "./use-notebook-actions";
import { useNotebooksFeed } from "./use-notebooks-feed";

/** What is listed of a place: its folders and notebooks; with a tag or a search, all that lies below. */
function shownOf(all: readonly NotebookRow[], { folder, tag }: ListPlace, wanted: string) {
  const below = all.filter((one) => isWithin(one.folder, folder) && (tag === null || hasTag(one, tag)));
  const flat = wanted !== "" || tag !== null;
  return {
    folders: flat ? [] : foldersIn(folder, all),
    notebooks: below.filter((one) => (flat ? matchTitle(one.title, wanted) : one.folder === folder)),
  };
}

/** All notebooks of a workspace, the latest first, in their folders; searched as one types. */
export function NotebookHome({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const role = useWorkspace(workspace)?.role ?? "viewer";
  const canEdit = mayEdit(role);
  const list = useQuery(trpc.notebooks.list.queryOptions({ workspace }));
  const actions = useNotebookActions(workspace);
  useNotebooksFeed(workspace);
  const [place, go] = useListAddress();
  const { importing, take } = useImport(workspace, place.folder);
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const field = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  useCommands({
    "home.search": () => field.current?.focus(),
    "notebook.create": canEdit ? () => actions.create(place.folder) : undefined,
    "notebook.import": canEdit ? () => chooser.current?.click() : undefined,
  });

  const all = list.data ?? [];
  const { folders, notebooks } = shownOf(all, place, wanted);
  const arranging = canEdit ? actions : null;
  const toFirstRow = (event: KeyboardEvent) => {
    const first = rows.current?.querySelector<HTMLAnchorElement>("a");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
    if (event.key === "Enter") first?.click();
    if (event.key === "Escape") setSearch("");
  };

  if (place.bin) return <BinPage workspace={workspace} actions={arranging} />;
  return (
    <Page>
      <PageHeader
        title={place.folder ? <FolderPath folder={place.folder} actions={arranging} /> : "Notebooks"}
        actions={
          canEdit && (
            <>
              <Button
                variant="plain"
                icon={<FileUp size={16} aria-hidden />}
                busy={importing}
                onClick={() => chooser.current?.click()}
              >
                Import…
              </Button>
              <input
                ref={chooser}
                type="file"
                multiple
                hidden
                accept={importedFiles}
                aria-label="Files to import"
                onChange={({ target }) => {
                  const files = [...(target.files ?? [])];
                  target.value = "";
                  if (files.length > 0) void take(files);
                }}
              />
              <Button
                variant="primary"
                icon={<Plus size={16} aria-hidden />}
                busy={actions.creating}
                onClick={() => actions.create(place.folder)}
              >
                New notebook
              </Button>
            </>
          )
        }
      />
      <FileDrop onFiles={canEdit ? (files) => void take(files) : undefined}>
        <div className="relative mb-2">
          <TextField
            ref={field}
            type="search"
            aria-label="Search notebooks"
            placeholder="Search titles and texts"
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
        <TagFilter notebooks={all} tag={place.tag} onTag={(tag) => go({ folder: place.folder, tag })} />
        <p role="status" className="sr-only">
          {wanted && list.data ? `${notebooks.length} of ${list.data.length} notebooks` : ""}
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
        <div ref={rows}>
          <FolderRows folders={folders} actions={arranging} />
          {notebooks.length > 0 && (
            <NotebookList
              workspace={workspace}
              notebooks={notebooks}
              folder={place.folder}
              all={all}
              mayEdit={canEdit}
              actions={actions}
            />
          )}
        </div>
        {wanted && all.length > 0 && (
          <TextResults workspace={workspace} folder={place.folder} query={wanted} hasTitles={notebooks.length > 0} />
        )}
        {!wanted && all.length > 0 && folders.length + notebooks.length === 0 && (
          <EmptyState
            title={place.tag ? `No notebook here has the tag ${place.tag}` : "Nothing lies here any more"}
            action={<Button onClick={() => go({})}>Show all notebooks</Button>}
          />
        )}
        {!wanted && list.data && place.folder === "" && (
          <p className="mt-6">
            <Link
              href={placeQuery({ bin: true })}
              className="inline-flex items-center gap-1.5 rounded-sm text-xs text-faint hover:text-ink"
            >
              <Trash2 size={12} aria-hidden /> Deleted notebooks
            </Link>
          </p>
        )}
      </FileDrop>
    </Page>
  );
}
