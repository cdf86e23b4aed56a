"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";

export function CreateWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation(
    trpc.people.workspace.create.mutationOptions({
      onError: () => undefined,
      onSuccess: async ({ slug }) => {
        await queries.invalidateQueries(trpc.people.workspaces.queryFilter());
        onClose();
        router.push(`/w/${slug}`);
      },
    }),
  );
  return (
    <FormDialog
      title="New workspace"
      description="A team with its own notebooks, datasets, runs and models."
      submit="Create"
      ready={name.trim() !== ""}
      busy={create.isPending}
      onSubmit={() => create.mutate({ name: name.trim() })}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoFocus
        maxLength={80}
        error={create.error ? errorText(create.error).message : undefined}
      />
    </FormDialog>
  );
}
