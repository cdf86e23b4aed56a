import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { checkValue } from "@/lib/inputs/check";
import type { ChosenFile, ControlOf, Field, Input, Json } from "@/lib/inputs/control";
import { FieldControl } from "./field-control";
import { InputFrame } from "./input-frame";
import { useInput } from "./port";

interface FormInputProps {
  input: Input;
  form: ControlOf<"form">;
}

/** Fields whose values count together, when the button is pressed. */
export function FormInput({ input, form }: FormInputProps) {
  const { value, disabled, choose, upload } = useInput(input);
  const [draft, setDraft] = useState<Record<string, unknown>>({});
  const [isTried, setTried] = useState(false);
  const raw = { ...(value as Record<string, Json>), ...draft };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = checkValue(form, raw);
    setTried("error" in checked);
    if ("error" in checked) return focusFirstWrong(event.currentTarget);
    setDraft({});
    choose(checked.value, { press: true });
  };
  return (
    <InputFrame input={input} error={null} wide>
      {() => (
        <form aria-label={form.label} noValidate onSubmit={submit} className="rounded-md border border-line p-3">
          <div className="flex flex-col gap-2">
            {form.fields.map(({ name, field }) => (
              <FormField
                key={name}
                field={field}
                value={raw[name]}
                disabled={disabled}
                showsError={isTried}
                upload={upload}
                onChange={(next) => setDraft((before) => ({ ...before, [name]: next }))}
              />
            ))}
          </div>
          <div className="mt-3 flex items-center gap-3">
            <Button type="submit" variant="primary" disabled={disabled}>
              {form.submit}
            </Button>
            {Object.keys(draft).length > 0 && <span className="text-xs text-faint">Changed, not applied yet</span>}
          </div>
        </form>
      )}
    </InputFrame>
  );
}

interface FormFieldProps {
  field: Field;
  value: unknown;
  disabled: boolean;
  showsError: boolean;
  upload: ((file: File) => Promise<ChosenFile>) | null;
  onChange: (raw: unknown) => void;
}

function FormField({ field, value, disabled, showsError, upload, onChange }: FormFieldProps) {
  const id = useId();
  const checked = checkValue(field, value);
  const error = showsError && "error" in checked ? checked.error : null;
  const ids = {
    id,
    "aria-describedby": error === null ? undefined : `${id}-note`,
    "aria-invalid": error === null ? undefined : (true as const),
  };
  return (
    <div className="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)] items-start gap-x-3 max-sm:grid-cols-1">
      <label htmlFor={id} className="truncate text-muted sm:leading-8" title={field.label}>
        {field.label}
      </label>
      <div className="min-w-0">
        <FieldControl
          field={field}
          value={value}
          ids={ids}
          disabled={disabled}
          onChange={onChange}
          onDone={() => undefined}
          upload={upload}
        />
        {error !== null && (
          <p id={`${id}-note`} role="alert" className="mt-1 text-xs text-danger">
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

/** After the errors are drawn. */
function focusFirstWrong(form: EventTarget & Element): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
