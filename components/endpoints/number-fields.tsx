"use client";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { controlClass } from "@/components/ui/field";

interface NumberFieldsProps {
  labels: readonly string[];
  example: readonly number[];
  busy: boolean;
  onSend: (values: number[]) => void;
}

/** A field a number, filled with a row that works. */
export function NumberFields({ labels, example, busy, onSend }: NumberFieldsProps) {
  const id = useId();
  const [texts, setTexts] = useState(() => labels.map((_, index) => String(example[index] ?? 0)));
  const values = texts.map((text) => (text.trim() === "" ? NaN : Number(text)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend(values);
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <div className="grid grid-cols-2 gap-x-4 gap-y-2">
        {labels.map((label, index) => (
          <div key={label}>
            <label htmlFor={`${id}-${index}`} className="mb-0.5 block truncate text-xs text-muted" title={label}>
              {label}
            </label>
            <input
              id={`${id}-${index}`}
              inputMode="decimal"
              value={texts[index]}
              aria-invalid={Number.isNaN(values[index]) || undefined}
              onChange={(event) => setTexts(texts.map((text, place) => (place === index ? event.target.value : text)))}
              className={`${controlClass} h-8 font-mono`}
            />
          </div>
        ))}
      </div>
      <Button type="submit" variant="primary" busy={busy} disabled={values.some(Number.isNaN)}>
        Predict
      </Button>
    </form>
  );
}
