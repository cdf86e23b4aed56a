import type { ControlOf } from "@/lib/inputs/control";
import type { FieldControlProps } from "./field-props";

/** Two sliders on one line; each pushes the other where they meet. */
export function RangeControl({ field, value, ids, disabled, onChange, onDone }: FieldControlProps<ControlOf<"range">>) {
  const { min, max, step, label } = field;
  const [low, high] = Array.isArray(value) ? [Number(value[0]), Number(value[1])] : field.value;
  const slider = (at: number, name: string, change: (to: number) => [number, number], id?: string) => (
    <input
      id={id}
      type="range"
      aria-label={`${label}, ${name}`}
      aria-describedby={ids["aria-describedby"]}
      min={min}
      max={max}
      step={step}
      value={at}
      disabled={disabled}
      onChange={(event) => onChange(change(event.target.valueAsNumber))}
      onPointerUp={onDone}
      onKeyUp={onDone}
      className="min-w-20 flex-1 accent-accent"
    />
  );
  return (
    <span className="flex h-8 items-center gap-3">
      {slider(low, "from", (to) => [to, Math.max(to, high)], ids.id)}
      {slider(high, "to", (to) => [Math.min(to, low), to])}
      <span className="w-24 shrink-0 text-right font-mono text-xs tabular-nums">
        {low} – {high}
      </span>
    </span>
  );
}
