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
  const remove = useMutation(
    trpc.notebooks.delete.mutationOptions({
      onMutate: ({ notebookId }) => queries.setQueryData(key, (list) => list?.filter((one) => one.id !== notebookId)),
      onError: (error) => {
        toast.error(errorText(error).message);
        void refresh();
      },
    }),
  );

  return {
    creating: create.isPending,
    create: (title?: string) => create.mutate({ workspace, title }),
    rename: (notebookId: string, title: string) => rename.mutate({ workspace, notebookId, title }),
    remove: (notebookId: string, title: string) => {
      remove.mutate({ workspace, notebookId });
      toast.undo(`“${title}” is deleted.`, () => restore.mutate({ workspace, notebookId }));
    },
  };
}

export type NotebookActions = ReturnType<typeof useNotebookActions>;
