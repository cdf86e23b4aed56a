"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { TextArea, TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";

interface ModelMenuProps {
  workspace: string;
  name: string;
  description: string;
  onUpload: () => void;
}

/** What is done with a model as a whole. */
export function ModelMenu({ workspace, name, description, onUpload }: ModelMenuProps) {
  const [editing, setEditing] = useState(false);
  const remove = useDelete(workspace, name);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="More">
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setEditing(true)}>Name and description</MenuItem>
        <MenuItem onSelect={onUpload}>Upload a version</MenuItem>
        <MenuItem danger onSelect={remove}>
          Delete
        </MenuItem>
      </Menu>
      <Dialog open={editing} onOpenChange={setEditing} title="Name and description">
        <EditForm workspace={workspace} name={name} description={description} onDone={() => setEditing(false)} />
      </Dialog>
    </>
  );
}

function useDelete(workspace: string, name: string): () => void {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const refresh = () => client.invalidateQueries(trpc.models.pathFilter());
  const restore = useMutation(trpc.models.restore.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(
    trpc.models.delete.mutationOptions({
      onSuccess: () => {
        void refresh();
        router.push(`/w/${workspace}/models`);
        toast.undo(`${name} is deleted`, () => restore.mutate({ workspace, name }));
      },
    }),
  );
  return () => remove.mutate({ workspace, name });
}

function EditForm({
  workspace,
  name,
  description,
  onDone,
}: {
  workspace: string;
  name: string;
  description: string;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [newName, setNewName] = useState(name);
  const [text, setText] = useState(description);
  // Failures are shown in the form.
  const rename = useMutation(trpc.models.rename.mutationOptions({ onError: () => undefined }));
  const describe = useMutation(trpc.models.describe.mutationOptions());
  const save = async () => {
    if (text !== description) await describe.mutateAsync({ workspace, name, description: text });
    if (newName !== name) await rename.mutateAsync({ workspace, name, newName });
    await client.invalidateQueries(trpc.models.pathFilter());
    if (newName !== name) router.replace(`/w/${workspace}/models/${newName}`);
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save().catch(() => undefined);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextField
        label="Name"
        value={newName}
        required
        error={rename.error ? errorText(rename.error).message : undefined}
        onChange={(event) => setNewName(event.target.value)}
      />
      <TextArea label="Description" value={text} maxLength={2000} onChange={(event) => setText(event.target.value)} />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={rename.isPending || describe.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
