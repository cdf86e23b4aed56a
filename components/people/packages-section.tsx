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

type Reach = "all" | "some";

const options = [
  { value: "all", label: "Any package" },
  { value: "some", label: "These packages" },
] as const;

interface PackagesSectionProps {
  workspace: string;
  /** Undefined: any. */
  allowed: readonly string[] | undefined;
  canChange: boolean;
}

/** Which packages of the npm registry cells may import. */
export function PackagesSection({ workspace, allowed, canChange }: PackagesSectionProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reach, setReach] = useState<Reach>(allowed ? "some" : "all");
  const [text, setText] = useState((allowed ?? []).join("\n"));
  const save = useMutation(
    trpc.people.workspace.updateSettings.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.people.workspace.get.queryFilter({ workspace }));
        toast.success("Saved. Open kernels follow after a restart.");
      },
    }),
  );
  const allowedPackages = reach === "all" ? null : text.split(/\s+/).filter(Boolean);
  const changed = allowedPackages?.join(" ") !== allowed?.join(" ");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ workspace, settings: { allowedPackages } });
  };
  return (
    <Section
      title="Packages"
      hint="What cells may import from the npm registry. What a package depends on comes with it."
    >
      <form onSubmit={submit} className="max-w-md space-y-4">
        <Select
          label="Cells may import"
          options={options}
          value={reach}
          disabled={!canChange}
          onChange={(event) => setReach(event.target.value === "some" ? "some" : "all")}
          error={reach === "all" && save.error ? errorText(save.error).message : undefined}
        />
        {reach === "some" && (
          <TextArea
            label="Allowed packages"
            mono
            spellCheck={false}
            hint="One a line, such as d3-array, or @observablehq/* for a whole scope"
            readOnly={!canChange}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={
              save.error ? errorText(save.error).message.replace(/^settings\.allowedPackages\.\d+: /, "") : undefined
            }
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
