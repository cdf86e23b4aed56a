"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { FormDialog } from "@/components/ui/form-dialog";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { TokenScope } from "@/lib/protocol/workspace";

const scopeOptions = [
  { value: "read", label: "Read: see what you may see" },
  { value: "write", label: "Write: also run, save and change" },
  { value: "manage", label: "Manage: also publish, and manage people and settings" },
] as const;

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "", label: "Does not expire" },
] as const;

export function CreateTokenDialog({ onClose, onMade }: { onClose: () => void; onMade: (token: string) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("write");
  const [days, setDays] = useState("90");
  const create = useMutation(
    trpc.people.tokens.create.mutationOptions({
      onError: () => undefined,
      onSuccess: async ({ token }) => {
        onMade(token);
        await queries.invalidateQueries(trpc.people.tokens.list.queryFilter());
      },
    }),
  );
  return (
    <FormDialog
      title="New token"
      description="A script sends it as “Authorization: Bearer …”."
      submit="Create"
      ready={name.trim() !== ""}
      busy={create.isPending}
      onSubmit={() => create.mutate({ name: name.trim(), scopes: [scope], days: days ? Number(days) : null })}
      onClose={onClose}
    >
      <TextField
        label="Name"
        hint="What will use it."
        autoFocus
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={create.error ? errorText(create.error).message : undefined}
      />
      <Select
        label="Scope"
        options={scopeOptions}
        value={scope}
        onChange={(event) => setScope(scopeOptions.find(({ value }) => value === event.target.value)?.value ?? "read")}
      />
      <Select label="Lasts" options={lifetimes} value={days} onChange={(event) => setDays(event.target.value)} />
    </FormDialog>
  );
}
