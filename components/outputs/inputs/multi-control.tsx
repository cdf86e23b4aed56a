import { Checkbox } from "@/components/ui/checkbox";
import type { ControlOf } from "@/lib/inputs/control";
import type { FieldControlProps } from "./field-props";

/** Boxes to tick: unlike the browser's list it needs no held key, and shows what is chosen. */
export function MultiControl({ field, value, ids, disabled, onChange }: FieldControlProps<ControlOf<"multiSelect">>) {
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const toggle = (option: string, on: boolean) =>
    onChange(field.options.filter((one) => (one === option ? on : chosen.includes(one))));
  return (
    <span
      role="group"
      id={ids.id}
      aria-label={field.label}
      aria-describedby={ids["aria-describedby"]}
      className="flex max-h-48 flex-wrap gap-x-5 gap-y-1.5 overflow-y-auto py-1.5"
    >
      {field.options.map((option) => (
        <Checkbox
          key={option}
          label={option}
          checked={chosen.includes(option)}
          disabled={disabled}
          onChange={(event) => toggle(option, event.target.checked)}
        />
      ))}
    </span>
  );
}
