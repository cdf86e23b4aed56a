"use client";
import { useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import { FormDialog } from "@/components/ui/form-dialog";
import { toast } from "@/components/ui/toast";
import { TextField } from "@/components/ui/text-field";
import { MAX_NAME, type Version } from "@/lib/history/version";
import { useNameVersion } from "./use-name-version";

/** Names the notebook as it is now, or a version that is there. */
export default function NameDialog({ version, onClose }: { version?: Version; onClose: () => void }) {
  const [text, setText] = useState(version?.name ?? "");
  const trimmed = text.trim();
  const { name, keep, busy, error } = useNameVersion(() => {
    toast.message(`“${trimmed}” is kept.`);
    onClose();
  });
  return (
    <FormDialog
      title={version ? "Name the version" : "Name this version"}
      description="Versions with a name are kept for good; others are thinned out as they grow old."
      submit="Keep"
      ready={trimmed !== ""}
      busy={busy}
      onSubmit={() => (version ? name(version.id, trimmed) : keep(trimmed))}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={text}
        maxLength={MAX_NAME}
        placeholder="Before the review"
        autoFocus
        onChange={(event) => setText(event.target.value)}
        error={error ? errorText(error).message : undefined}
      />
    </FormDialog>
  );
}
