"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";

export function ProfileSection({ name: saved, email }: { name: string; email: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(saved);
  const save = useMutation(
    trpc.people.updateProfile.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.people.me.queryFilter());
        toast.success("Your name is saved.");
      },
    }),
  );
  const changed = name.trim() !== "" && name.trim() !== saved;
  return (
    <Section title="Profile" hint="What colleagues see beside your cursor and your runs.">
      <form
        className="max-w-sm space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) save.mutate({ name: name.trim() });
        }}
      >
        <TextField
          label="Name"
          autoComplete="name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={save.error ? errorText(save.error).message : undefined}
        />
        <TextField label="Email" value={email} readOnly hint="You sign in with it." />
        <Button type="submit" disabled={!changed} busy={save.isPending}>
          Save
        </Button>
      </form>
    </Section>
  );
}
