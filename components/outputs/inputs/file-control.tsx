import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { bytes } from "@/lib/format/number";
import { refuseFile } from "@/lib/inputs/check";
import { type ChosenFile, chosenFileSchema, type ControlOf } from "@/lib/inputs/control";
import type { FieldIds } from "./field-props";

interface FileControlProps {
  field: ControlOf<"file">;
  value: unknown;
  ids: FieldIds;
  disabled: boolean;
  onChange: (raw: unknown) => void;
  upload: ((file: File) => Promise<ChosenFile>) | null;
}

/** Chooses one file; its bytes go to the workspace before the value changes. */
export function FileControl({ field, value, ids, disabled, onChange, upload }: FileControlProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const chosen = chosenFileSchema.safeParse(value);
  const take = async (file: File | undefined) => {
    if (!file || !upload) return;
    const refused = refuseFile(field, file);
    setTrouble(refused);
    if (refused !== null) return;
    setBusy(true);
    try {
      onChange(await upload(file));
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="block">
      <span className="flex min-h-8 flex-wrap items-center gap-2">
        <input
          ref={picker}
          type="file"
          tabIndex={-1}
          aria-hidden
          accept={field.accept}
          className="hidden"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button
          id={ids.id}
          aria-label={`${field.label}: choose a file`}
          aria-describedby={ids["aria-describedby"]}
          size="sm"
          busy={busy}
          disabled={disabled}
          onClick={() => picker.current?.click()}
        >
          {chosen.success ? "Another file" : "Choose a file"}
        </Button>
        {chosen.success && (
          <>
            <span className="truncate">{chosen.data.name}</span>
            <span className="text-xs text-faint">{bytes(chosen.data.size)}</span>
            {!disabled && (
              <Button size="sm" variant="plain" onClick={() => onChange(null)}>
                Remove
              </Button>
            )}
          </>
        )}
      </span>
      {trouble !== null && (
        <span role="alert" className="mt-1 block text-xs text-danger">
          {trouble}
        </span>
      )}
    </span>
  );
}
