"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { type AddressDraft, isS3 } from "./address-draft";

interface AddressFieldsProps {
  workspace: string;
  draft: AddressDraft;
  disabled: boolean;
  onChange: (draft: AddressDraft) => void;
}

/** Where a dataset lies on the web or in a bucket. What more is needed is asked for when the address says what it is. */
export function AddressFields({ workspace, draft, disabled, onChange }: AddressFieldsProps) {
  const set = (key: keyof AddressDraft) => (event: { target: { value: string } }) =>
    onChange({ ...draft, [key]: event.target.value });
  const given = draft.url.trim() !== "";
  return (
    <>
      <TextField
        label="Address"
        mono
        spellCheck={false}
        autoComplete="off"
        value={draft.url}
        disabled={disabled}
        placeholder="https://… or s3://bucket/…"
        hint="The server fetches it, and keeps the address for the next version."
        onChange={set("url")}
      />
      {given && !isS3(draft) && (
        <SecretSelect
          workspace={workspace}
          label="Token"
          none="Anyone may read it"
          value={draft.token}
          disabled={disabled}
          onChange={set("token")}
        />
      )}
      {given && isS3(draft) && (
        <>
          <div className="grid grid-cols-2 gap-3">
            <SecretSelect
              workspace={workspace}
              label="Access key"
              none="Anyone may read it"
              value={draft.accessKey}
              disabled={disabled}
              onChange={set("accessKey")}
            />
            <SecretSelect
              workspace={workspace}
              label="Secret key"
              none="None"
              value={draft.secretKey}
              disabled={disabled}
              onChange={set("secretKey")}
            />
          </div>
          <div className="grid grid-cols-2 gap-3">
            <TextField
              label="Region"
              mono
              value={draft.region}
              disabled={disabled}
              placeholder="us-east-1"
              onChange={set("region")}
            />
            <TextField
              label="Endpoint"
              mono
              value={draft.endpoint}
              disabled={disabled}
              placeholder="Amazon S3"
              onChange={set("endpoint")}
            />
          </div>
        </>
      )}
    </>
  );
}

interface SecretSelectProps {
  workspace: string;
  label: string;
  none: string;
  value: string;
  disabled: boolean;
  onChange: (event: { target: { value: string } }) => void;
}

/** A secret of the workspace that this person may use for an import. */
function SecretSelect({ workspace, none, ...select }: SecretSelectProps) {
  const trpc = useTRPC();
  const secrets = useQuery(trpc.secrets.list.queryOptions({ workspace }));
  const usable = (secrets.data ?? []).filter(
    ({ mayUse, notebookIds }) => mayUse && (notebookIds === null || notebookIds.length === 0),
  );
  const options = usable.map(({ name }) => ({ value: name, label: name }));
  return (
    <Select
      {...select}
      options={[{ value: "", label: none }, ...options]}
      hint={secrets.data && options.length === 0 ? "Keys are kept as secrets, under Settings." : undefined}
    />
  );
}
