"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";

type Reach = "none" | "some" | "all";

const options = [
  { value: "none", label: "Nothing" },
  { value: "some", label: "These hosts" },
  { value: "all", label: "Every host" },
] as const;

const reachOf = (hosts: readonly string[]): Reach => (hosts.includes("*") ? "all" : hosts.length > 0 ? "some" : "none");

interface FetchSectionProps {
  workspace: string;
  hosts: readonly string[];
  canChange: boolean;
}

/** What `fetch` in cells may reach. */
export function FetchSection({ workspace, hosts, canChange }: FetchSectionProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reach, setReach] = useState<Reach>(reachOf(hosts));
  const [text, setText] = useState(hosts.filter((host) => host !== "*").join("\n"));
  const save = useMutation(
    trpc.people.workspace.updateSettings.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.people.workspace.get.queryFilter({ workspace }));
        toast.success("Saved. Open kernels follow after a restart.");
      },
    }),
  );
  const listed = text.split(/\s+/).filter(Boolean);
  const fetchHosts = reach === "all" ? ["*"] : reach === "some" ? listed : [];
  const changed = fetchHosts.join(" ") !== hosts.join(" ");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ workspace, settings: { fetchHosts } });
  };
  return (
    <Section
      title="Internet for cells"
      hint="What fetch in a cell may reach. Code in a cell can send what it reads to any host allowed here."
    >
      <form onSubmit={submit} className="max-w-md space-y-4">
        <Select
          label="Cells may reach"
          options={options}
          value={reach}
          disabled={!canChange}
          onChange={(event) => setReach(options.find(({ value }) => value === event.target.value)?.value ?? "none")}
          error={reach !== "some" && save.error ? errorText(save.error).message : undefined}
        />
        {reach === "some" && (
          <TextArea
            label="Hosts"
            mono
            spellCheck={false}
            hint="One a line, such as https://data.example.org"
            readOnly={!canChange}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={save.error ? errorText(save.error).message.replace(/^settings\.fetchHosts\.\d+: /, "") : undefined}
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
