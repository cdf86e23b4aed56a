"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";

interface NameSectionProps {
  workspace: string;
  name: string;
  canChange: boolean;
}

export function NameSection({ workspace, name: saved, canChange }: NameSectionProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(saved);
  const save = useMutation(
    trpc.people.workspace.updateSettings.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await Promise.all([
          queries.invalidateQueries(trpc.people.workspaces.queryFilter()),
          queries.invalidateQueries(trpc.people.workspace.get.queryFilter({ workspace })),
        ]);
        toast.success("The name is saved.");
      },
    }),
  );
  const changed = name.trim() !== "" && name.trim() !== saved;
  return (
    <Section title="Name" hint={`The address stays /w/${workspace}.`}>
      <form
        className="flex max-w-md items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) save.mutate({ workspace, name: name.trim() });
        }}
      >
        <TextField
          aria-label="Name of the workspace"
          className="flex-1"
          maxLength={80}
          readOnly={!canChange}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={save.error ? errorText(save.error).message : undefined}
        />
        {canChange && (
          <Button type="submit" disabled={!changed} busy={save.isPending}>
            Save
          </Button>
        )}
      </form>
    </Section>
  );
}
