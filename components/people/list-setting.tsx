"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import type { RouterInputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";

type Settings = RouterInputs["people"]["workspace"]["updateSettings"]["settings"];

/** With `some`, a list says which. */
interface Choice<Reach extends string> {
  reach: Reach | "some";
  items: readonly string[];
}

interface ListSettingProps<Reach extends string> {
  workspace: string;
  canChange: boolean;
  title: string;
  hint: string;
  /** Of how far cells reach, and what there is to choose. */
  label: string;
  options: readonly { value: Reach | "some"; label: string }[];
  listLabel: string;
  listHint: string;
  saved: Choice<Reach>;
  settingsOf: (choice: Choice<Reach>) => Settings;
}

/** How far cells of a workspace reach: all the way, not at all, or as far as a list says, one a line. */
export function ListSetting<Reach extends string>(props: ListSettingProps<Reach>) {
  const { workspace, canChange, options, saved, settingsOf } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reach, setReach] = useState(saved.reach);
  const [text, setText] = useState(saved.items.join("\n"));
  const save = useMutation(
    trpc.people.workspace.updateSettings.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.people.workspace.get.queryFilter({ workspace }));
        toast.success("Saved. Open kernels follow after a restart.");
      },
    }),
  );
  const settings = settingsOf({ reach, items: text.split(/\s+/).filter(Boolean) });
  const changed = JSON.stringify(settings) !== JSON.stringify(settingsOf(saved));
  const error = save.error ? errorText(save.error).message.replace(/^settings\.\w+\.\d+: /, "") : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ workspace, settings });
  };
  return (
    <Section title={props.title} hint={props.hint}>
      <form onSubmit={submit} className="max-w-md space-y-4">
        <Select
          label={props.label}
          options={options}
          value={reach}
          disabled={!canChange}
          onChange={({ target }) => setReach(options.find(({ value }) => value === target.value)?.value ?? reach)}
          error={reach === "some" ? undefined : error}
        />
        {reach === "some" && (
          <TextArea
            label={props.listLabel}
            mono
            spellCheck={false}
            hint={props.listHint}
            readOnly={!canChange}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={error}
          />
        )}
        {canChange && (
          <Button type="submit" disabled={!changed} busy={save.isPending}>
            Save
          </Button>
        )}
      </form>
    </Section>
  );
}
