"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import type { RouterOutputs } from "@/components/trpc/types";
import { Checkbox } from "@/components/ui/checkbox";
import { FormDialog } from "@/components/ui/form-dialog";
import { Select } from "@/components/ui/select";
import { TextArea, TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { secretNameSchema, secretValueSchema } from "@/lib/secrets/secret-name";

type Secret = RouterOutputs["secrets"]["list"][number];
type Who = "editor" | "owner" | "some";
type Where = "all" | "some" | "imports";

const whoOptions = [
  { value: "editor", label: "Editors and owners" },
  { value: "owner", label: "Owners" },
  { value: "some", label: "Chosen members" },
] as const;
const whereOptions = [
  { value: "all", label: "All notebooks, and imports of datasets" },
  { value: "some", label: "Chosen notebooks" },
  { value: "imports", label: "Imports of datasets, and no cell" },
] as const;

const whereOf = ({ notebookIds }: Pick<Secret, "notebookIds">): Where =>
  notebookIds === null ? "all" : notebookIds.length === 0 ? "imports" : "some";

interface SecretFormDialogProps {
  workspace: string;
  /** Absent: a new one. */
  secret?: Secret;
  onClose: () => void;
}

/** Takes a value and never shows one: an empty field leaves it as it is. */
export function SecretFormDialog({ workspace, secret, onClose }: SecretFormDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [who, setWho] = useState<Who>(
    secret ? (secret.role === "owner" ? "owner" : secret.role === null ? "some" : "editor") : "editor",
  );
  const [userIds, setUserIds] = useState<readonly string[]>(secret?.userIds ?? []);
  const [where, setWhere] = useState<Where>(secret ? whereOf(secret) : "all");
  const [notebookIds, setNotebookIds] = useState<readonly string[]>(secret?.notebookIds ?? []);
  const members = useQuery(trpc.people.members.list.queryOptions({ workspace }, { enabled: who === "some" }));
  const notebooks = useQuery(trpc.notebooks.list.queryOptions({ workspace }, { enabled: where === "some" }));
  const save = useMutation(
    trpc.secrets.set.mutationOptions({
      onError: () => undefined,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.secrets.pathFilter());
        void queries.invalidateQueries(trpc.people.audit.pathFilter());
        toast.success(value ? `${name} is kept.` : `${name} is changed.`);
        onClose();
      },
    }),
  );
  const nameProblem = name === "" ? undefined : secretNameSchema.safeParse(name).error?.issues[0]?.message;
  const valueProblem = value === "" ? undefined : secretValueSchema.safeParse(value).error?.issues[0]?.message;
  const ready =
    name !== "" &&
    !nameProblem &&
    !valueProblem &&
    (value !== "" || secret !== undefined) &&
    (who !== "some" || userIds.length > 0) &&
    (where !== "some" || notebookIds.length > 0);
  const submit = () =>
    save.mutate({
      workspace,
      name,
      value: value === "" ? undefined : value,
      role: who === "some" ? null : who,
      userIds: who === "some" ? [...userIds] : [],
      notebookIds: where === "all" ? null : where === "some" ? [...notebookIds] : [],
    });
  return (
    <FormDialog
      title={secret ? `Change ${secret.name}` : "New secret"}
      description="A cell gets it with secrets.get from “quire”. Nobody can read the value here again."
      submit="Save"
      ready={ready}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!secret && (
        <TextField
          label="Name"
          mono
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="WEATHER_KEY"
          value={name}
          error={nameProblem}
          onChange={(event) => setName(event.target.value.toUpperCase().replace(/[ -]/g, "_"))}
        />
      )}
      <TextArea
        label="Value"
        mono
        className="[&_textarea]:[-webkit-text-security:disc]"
        rows={2}
        autoFocus={secret !== undefined}
        autoComplete="off"
        spellCheck={false}
        data-1p-ignore
        value={value}
        placeholder={secret ? "As it is" : undefined}
        error={valueProblem}
        onChange={(event) => setValue(event.target.value)}
      />
      <Select
        label="Who may use it"
        options={whoOptions}
        value={who}
        onChange={(event) => setWho(whoOptions.find((one) => one.value === event.target.value)?.value ?? "editor")}
      />
      {who === "some" && (
        <Choices
          label="Members"
          options={(members.data ?? []).map((member) => ({ id: member.userId, label: member.name }))}
          chosen={userIds}
          onChange={setUserIds}
        />
      )}
      <Select
        label="Where"
        options={whereOptions}
        value={where}
        onChange={(event) => setWhere(whereOptions.find((one) => one.value === event.target.value)?.value ?? "all")}
      />
      {where === "some" && (
        <Choices
          label="Notebooks"
          options={(notebooks.data ?? []).map(({ id, title }) => ({ id, label: title }))}
          chosen={notebookIds}
          onChange={setNotebookIds}
        />
      )}
      {save.error && (
        <p role="alert" className="border-l-2 border-danger pl-3">
          {errorText(save.error).message}
        </p>
      )}
    </FormDialog>
  );
}

interface ChoicesProps {
  label: string;
  options: readonly { id: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function Choices({ label, options, chosen, onChange }: ChoicesProps) {
  return (
    <fieldset className="max-h-40 overflow-y-auto rounded-md border border-line px-3 py-2">
      <legend className="sr-only">{label}</legend>
      {options.map(({ id, label: text }) => (
        <Checkbox
          key={id}
          className="flex py-0.5"
          label={text}
          checked={chosen.includes(id)}
          onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  );
}
