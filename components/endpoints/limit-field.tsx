"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";

/** How often each key may ask. */
export function LimitField({
  workspace,
  name,
  requestsPerMinute,
}: {
  workspace: string;
  name: string;
  requestsPerMinute: number;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [text, setText] = useState(String(requestsPerMinute));
  const value = Number(text);
  const valid = Number.isInteger(value) && value >= 1 && value <= 10_000_000;
  const set = useMutation(
    trpc.endpoints.setLimit.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.endpoints.get.queryFilter({ workspace, name })),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ workspace, name, requestsPerMinute: value });
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <TextField
        label="Requests a minute, for each key"
        inputMode="numeric"
        className="w-56"
        value={text}
        error={valid ? undefined : "A whole number, at least 1."}
        onChange={(event) => setText(event.target.value)}
      />
      {value !== requestsPerMinute && (
        <Button type="submit" disabled={!valid} busy={set.isPending}>
          Set
        </Button>
      )}
    </form>
  );
}
