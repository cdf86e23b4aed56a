import { useState } from "react";
import { checkValue } from "@/lib/inputs/check";
import type { Field, Input } from "@/lib/inputs/control";
import { FieldControl } from "./field-control";
import { InputFrame } from "./input-frame";
import { useInput } from "./port";

/** These are written letter by letter: they count when the person has finished. */
const written = new Set<Field["type"]>(["text", "number", "date"]);

/** An input of one field. What does not fit stays in the control, with what is wrong, and does not become the value. */
export function FieldInput({ input, field }: { input: Input; field: Field }) {
  const { value, disabled, choose, upload } = useInput(input);
  const [draft, setDraft] = useState<{ raw: unknown; isTried: boolean } | null>(null);
  const checked = draft && checkValue(field, draft.raw);
  const error = draft?.isTried && checked && "error" in checked ? checked.error : null;
  const change = (raw: unknown) => {
    const now = checkValue(field, raw);
    if ("error" in now || written.has(field.type)) return setDraft({ raw, isTried: draft?.isTried ?? false });
    setDraft(null);
    choose(now.value);
  };
  const done = () => {
    if (!draft || !checked) return;
    if ("error" in checked) return setDraft({ ...draft, isTried: true });
    setDraft(null);
    choose(checked.value);
  };
  return (
    <InputFrame input={input} error={error}>
      {(ids) => (
        <FieldControl
          field={field}
          value={draft ? draft.raw : value}
          ids={ids}
          disabled={disabled}
          onChange={change}
          onDone={done}
          upload={upload}
        />
      )}
    </InputFrame>
  );
}
