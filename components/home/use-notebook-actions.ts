"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { toast } from "@/components/ui/toast";
import { counted } from "@/lib/format/number";

interface Named {
  id: string;
  title: string;
}

/** What a change is to make of the notebooks: what is not said stays as it is. */
export interface Arrangement {
  folder?: string;
  addTags: string[];
  removeTags: string[];
}

const said = (notebooks: readonly Named[]): string => {
  const [only] = notebooks;
  return only && notebooks.length === 1 ? `“${only.title}” is` : `${counted(notebooks.length, "notebook")} are`;
};

/** What one may do with notebooks in the list. Deleting is taken back from the toast rather than asked about. */
export function useNotebookActions(workspace: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const key = trpc.notebooks.list.queryKey({ workspace });
  const refresh = () => queries.invalidateQueries(trpc.notebooks.list.queryFilter({ workspace }));

  const tellError = (error: unknown) => toast.error(errorText(error).message);

  const create = useMutation(
    trpc.notebooks.create.mutationOptions({
      onSuccess: ({ id }) => {
        void refresh();
        router.push(`/w/${workspace}/notebooks/${id}`);
      },
    }),
  );
  const restore = useMutation(trpc.notebooks.restore.mutationOptions({ onSettled: refresh }));
  const rename = useMutation(
    trpc.notebooks.rename.mutationOptions({
      onMutate: ({ notebookId, title }) =>
        queries.setQueryData(key, (list) => list?.map((one) => (one.id === notebookId ? { ...one, title } : one))),
      onSettled: refresh,
    }),
  );
  const duplicate = useMutation(
    trpc.notebooks.duplicate.mutationOptions({
      onSuccess: ({ title }) => toast.message(`“${title}” is beside it.`),
      onError: tellError,
      onSettled: refresh,
    }),
  );
  const organize = useMutation(trpc.notebooks.organize.mutationOptions({ onError: tellError, onSettled: refresh }));
  const moveFolder = useMutation(trpc.notebooks.moveFolder.mutationOptions({ onError: tellError, onSettled: refresh }));
  const move = (notebooks: readonly Named[], folder: string) =>
    organize.mutate({ workspace, notebookIds: notebooks.map(({ id }) => id), folder });
  const remove = useMutation(
    trpc.notebooks.delete.mutationOptions({
      onMutate: ({ notebookId }) => queries.setQueryData(key, (list) => list?.filter((one) => one.id !== notebookId)),
      onError: (error) => {
        tellError(error);
        void refresh();
      },
    }),
  );

  const erase = useMutation(trpc.notebooks.erase.mutationOptions({ onError: tellError, onSettled: refresh }));

  return {
    creating: create.isPending,
    create: (folder: string) => create.mutate({ workspace, folder }),
    duplicate: (notebookId: string) => duplicate.mutate({ workspace, notebookId }),
    restore: (notebookId: string, title: string) =>
      restore.mutate({ workspace, notebookId }, { onSuccess: () => toast.success(`“${title}” is back.`) }),
    organize: (notebooks: readonly Named[], change: Arrangement) =>
      organize.mutate({ workspace, notebookIds: notebooks.map(({ id }) => id), ...change }),
    /** Taken back from the toast: a drop goes astray easily. */
    moveTo: (notebookIds: readonly string[], folder: string) => {
      const moved = (queries.getQueryData(key) ?? []).filter(
        (one) => notebookIds.includes(one.id) && one.folder !== folder,
      );
      if (moved.length === 0) return;
      move(moved, folder);
      toast.undo(`${said(moved)} in ${folder || "Notebooks"}.`, () => {
        for (const place of new Set(moved.map((one) => one.folder)))
          move(
            moved.filter((one) => one.folder === place),
            place,
          );
      });
    },
    moveFolder: (from: string, to: string) => moveFolder.mutate({ workspace, from, to }),
    rename: (notebookId: string, title: string) => rename.mutate({ workspace, notebookId, title }),
    remove: (notebooks: readonly Named[]) => {
      for (const { id } of notebooks) remove.mutate({ workspace, notebookId: id });
      toast.undo(`${said(notebooks)} deleted.`, () => {
        for (const { id } of notebooks) restore.mutate({ workspace, notebookId: id });
      });
    },
    erasing: erase.isPending,
    /** For good. */
    erase: (notebooks: readonly Named[], onDone: () => void) =>
      erase.mutate(
        { workspace, notebookIds: notebooks.map(({ id }) => id) },
        { onSuccess: () => toast.success(`${said(notebooks)} deleted for good.`), onSettled: onDone },
      ),
  };
}

export type NotebookActions = ReturnType<typeof useNotebookActions>;
