import type { ReactNode } from "react";
import { controlClass } from "@/components/ui/field";
import { Checkbox } from "@/components/ui/checkbox";
import type { ControlOf } from "@/lib/inputs/control";
import type { FieldControlProps } from "./field-props";
import { FileControl } from "./file-control";
import { MultiControl } from "./multi-control";
import { RangeControl } from "./range-control";

const boxClass = `${controlClass} h-8`;

/** The browser's own control for a field: right for the keyboard, for touch and for screen readers. */
export function FieldControl(props: FieldControlProps): ReactNode {
  const { field, value, ids, disabled, onChange, onDone, upload } = props;
  switch (field.type) {
    case "slider":
      return <SliderControl {...props} field={field} />;
    case "range":
      return <RangeControl {...props} field={field} />;
    case "number":
      return <NumberControl {...props} field={field} />;
    case "text":
      return <TextControl {...props} field={field} />;
    case "select":
      return (
        <select
          {...ids}
          value={String(value)}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
          className={`${boxClass} max-w-72`}
        >
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      );
    case "multiSelect":
      return <MultiControl {...props} field={field} />;
    case "checkbox":
      return (
        <Checkbox
          id={ids.id}
          checked={value === true}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
          className="h-8 pt-1.5"
        />
      );
    case "date":
      return (
        <input
          {...ids}
          type="date"
          value={typeof value === "string" ? value : ""}
          min={field.min}
          max={field.max}
          required={field.required}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value || null)}
          onBlur={onDone}
          className={`${boxClass} max-w-44`}
        />
      );
    case "color":
      return (
        <span className="flex h-8 items-center gap-2">
          <input
            {...ids}
            type="color"
            value={String(value)}
            disabled={disabled}
            onChange={(event) => onChange(event.target.value)}
            className="h-7 w-11 cursor-pointer rounded-md border border-line-strong bg-raised p-0.5 disabled:opacity-60"
          />
          <code className="font-mono text-xs text-muted">{String(value)}</code>
        </span>
      );
    case "file":
      return (
        <FileControl field={field} value={value} ids={ids} disabled={disabled} onChange={onChange} upload={upload} />
      );
  }
}

/** A slider, and the same number to be written exactly. */
function SliderControl({ field, value, ids, disabled, onChange, onDone }: FieldControlProps<ControlOf<"slider">>) {
  const { min, max, step, label } = field;
  const at = Number(value);
  return (
    <span className="flex h-8 items-center gap-3">
      <input
        id={ids.id}
        aria-describedby={ids["aria-describedby"]}
        type="range"
        min={min}
        max={max}
        step={step}
        value={Number.isFinite(at) ? at : min}
        disabled={disabled}
        onChange={(event) => onChange(event.target.valueAsNumber)}
        onPointerUp={onDone}
        onKeyUp={onDone}
        className="min-w-24 flex-1 accent-accent"
      />
      <input
        type="number"
        aria-label={`${label}, as a number`}
        aria-invalid={ids["aria-invalid"]}
        min={min}
        max={max}
        step={step}
        value={typeof value === "number" || typeof value === "string" ? value : ""}
        disabled={disabled}
        onChange={(event) => onChange(numberOf(event.target.value))}
        onBlur={onDone}
        onKeyDown={(event) => event.key === "Enter" && onDone()}
        className={`${controlClass} h-7 w-24! text-right font-mono text-xs tabular-nums`}
      />
    </span>
  );
}

function NumberControl({ field, value, ids, disabled, onChange, onDone }: FieldControlProps<ControlOf<"number">>) {
  return (
    <input
      {...ids}
      type="number"
      inputMode="decimal"
      min={field.min}
      max={field.max}
      step={field.step ?? "any"}
      value={typeof value === "number" || typeof value === "string" ? value : ""}
      disabled={disabled}
      onChange={(event) => onChange(numberOf(event.target.value))}
      onBlur={onDone}
      onKeyDown={(event) => event.key === "Enter" && onDone()}
      className={`${boxClass} max-w-36 font-mono tabular-nums`}
    />
  );
}

function TextControl({ field, value, ids, disabled, onChange, onDone }: FieldControlProps<ControlOf<"text">>) {
  const shared = {
    ...ids,
    value: String(value),
    placeholder: field.placeholder,
    required: field.required,
    disabled,
    onBlur: onDone,
  };
  if (field.rows !== undefined)
    return (
      <textarea
        {...shared}
        rows={field.rows}
        onChange={(event) => onChange(event.target.value)}
        className={`${controlClass} block py-1.5`}
      />
    );
  return (
    <input
      {...shared}
      type="text"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && onDone()}
      className={boxClass}
    />
  );
}

/** What is not yet a number stays as it is written, so that it can be mended. */
export const numberOf = (text: string): number | string =>
  text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
