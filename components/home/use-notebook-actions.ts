"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { toast } from "@/components/ui/toast";

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
  const move = (notebookId: string, folder: string) =>
    organize.mutate({ workspace, notebookIds: [notebookId], folder });
  const remove = useMutation(
    trpc.notebooks.delete.mutationOptions({
      onMutate: ({ notebookId }) => queries.setQueryData(key, (list) => list?.filter((one) => one.id !== notebookId)),
      onError: (error) => {
        tellError(error);
        void refresh();
      },
    }),
  );

  return {
    creating: create.isPending,
    create: (folder: string) => create.mutate({ workspace, folder }),
    duplicate: (notebookId: string) => duplicate.mutate({ workspace, notebookId }),
    restore: (notebookId: string, title: string) =>
      restore.mutate({ workspace, notebookId }, { onSuccess: () => toast.success(`“${title}” is back.`) }),
    /** Makes the folder and the tags of a notebook exactly these. */
    organize: ({ id, tags }: { id: string; tags: readonly string[] }, folder: string, wanted: string[]) =>
      organize.mutate({
        workspace,
        notebookIds: [id],
        folder,
        addTags: wanted,
        removeTags: tags.filter((tag) => !wanted.includes(tag)),
      }),
    /** Taken back from the toast: a drop goes astray easily. */
    moveTo: (notebookId: string, folder: string) => {
      const before = queries.getQueryData(key)?.find(({ id }) => id === notebookId);
      if (!before || before.folder === folder) return;
      move(notebookId, folder);
      toast.undo(`“${before.title}” is in ${folder || "Notebooks"}.`, () => move(notebookId, before.folder));
    },
    moveFolder: (from: string, to: string) => moveFolder.mutate({ workspace, from, to }),
    rename: (notebookId: string, title: string) => rename.mutate({ workspace, notebookId, title }),
    remove: (notebookId: string, title: string) => {
      remove.mutate({ workspace, notebookId });
      toast.undo(`“${title}” is deleted.`, () => restore.mutate({ workspace, notebookId }));
    },
  };
}

export type NotebookActions = ReturnType<typeof useNotebookActions>;
