"use client";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { OrderTexts } from "@/lib/jobs/order";

const backends = [
  { value: "", label: "Any" },
  { value: "webgpu", label: "WebGPU" },
  { value: "wasm", label: "WebAssembly" },
  { value: "cpu", label: "CPU" },
];

interface OrderFieldsProps {
  texts: OrderTexts;
  errors: Partial<Record<keyof OrderTexts, string>>;
  onChange: (texts: OrderTexts) => void;
}

/** What the worker must have, and when the job is stopped. */
export function OrderFields({ texts, errors, onChange }: OrderFieldsProps) {
  const field = (name: keyof OrderTexts) => ({
    value: texts[name],
    error: errors[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...texts, [name]: target.value }),
  });
  return (
    <div className="mt-4 grid grid-cols-2 gap-3">
      <Select label="Runs on" options={backends} {...field("backend")} />
      <TextField label="Memory, at least (GB)" inputMode="decimal" placeholder="any" {...field("memoryGb")} />
      <TextField label="Labels of the worker" placeholder="a100, lab" {...field("labels")} />
      <TextField label="Stop after (minutes)" inputMode="decimal" {...field("minutes")} />
    </div>
  );
}
