"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import Pencil from "lucide-react/icons/pencil";
import Trash2 from "lucide-react/icons/trash-2";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { FormDialog } from "@/components/ui/form-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { errorText } from "@/components/trpc/error-text";

/** Rename and delete. Deleting is taken back from the toast. */
export function DatasetMenu({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const refresh = () => queries.invalidateQueries(trpc.datasets.pathFilter());
  const restore = useMutation(trpc.datasets.restore.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(
    trpc.datasets.delete.mutationOptions({
      onSuccess: () => {
        router.push(`/w/${workspace}/datasets`);
        void refresh();
        toast.undo(`${name} is deleted. Runs keep the versions that they used.`, () =>
          restore.mutate({ workspace, name }),
        );
      },
    }),
  );
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`More for ${name}`}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setRenaming(true)}>
          Rename
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 size={14} aria-hidden />} danger onSelect={() => remove.mutate({ workspace, name })}>
          Delete
        </MenuItem>
      </Menu>
      {renaming && <RenameDialog workspace={workspace} name={name} onClose={() => setRenaming(false)} />}
    </>
  );
}

function RenameDialog({ workspace, name, onClose }: { workspace: string; name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [newName, setNewName] = useState(name);
  const rename = useMutation(
    trpc.datasets.rename.mutationOptions({
      onSuccess: () => {
        router.replace(`/w/${workspace}/datasets/${encodeURIComponent(newName)}`);
        void queries.invalidateQueries(trpc.datasets.list.pathFilter());
        onClose();
      },
      onError: () => undefined,
    }),
  );
  return (
    <FormDialog
      title={`Rename ${name}`}
      description="Notebooks load datasets by name: cells that name the old one must be changed. Runs keep their versions."
      submit="Rename"
      ready={newName !== name && newName !== ""}
      busy={rename.isPending}
      onSubmit={() => rename.mutate({ workspace, name, newName })}
      onClose={onClose}
    >
      <TextField
        label="Name"
        mono
        autoFocus
        value={newName}
        error={rename.error ? errorText(rename.error).message : undefined}
        onChange={(event) => setNewName(event.target.value)}
      />
    </FormDialog>
  );
}
