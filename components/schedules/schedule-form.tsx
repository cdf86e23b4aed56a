"use client";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { nextTimes, presets, type Trigger } from "./schedule-words";

const OWN = "own";
const DATASET = "dataset";
const whens = [
  ...presets,
  { value: OWN, label: "At other times…" },
  { value: DATASET, label: "When a dataset has a new version" },
];

function useTrigger(begin: Trigger | null) {
  const cron = begin?.type === "cron" ? begin.cron : presets[1].value;
  const known = presets.some(({ value }) => value === cron);
  const [when, setWhen] = useState(begin?.type === "dataset" ? DATASET : known ? cron : OWN);
  const [pattern, setPattern] = useState<string>(cron);
  const [timeZone, setTimeZone] = useState(
    begin?.type === "cron" ? begin.timeZone : Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const [dataset, setDataset] = useState(begin?.type === "dataset" ? begin.name : "");
  const choose = (next: string) => {
    setWhen(next);
    if (next !== OWN && next !== DATASET) setPattern(next);
  };
  const trigger: Trigger | null =
    when === DATASET
      ? dataset === ""
        ? null
        : { type: "dataset", name: dataset }
      : pattern.trim() === "" || timeZone.trim() === ""
        ? null
        : { type: "cron", cron: pattern.trim(), timeZone: timeZone.trim() };
  return { when, choose, pattern, setPattern, timeZone, setTimeZone, dataset, setDataset, trigger };
}

interface ScheduleFormProps {
  workspace: string;
  /** What is changed; null for a new one. */
  begin: Trigger | null;
  busy: boolean;
  error?: string;
  onSave: (trigger: Trigger) => void;
  onCancel: () => void;
}

/** When the notebook is to run by itself. */
export function ScheduleForm({ workspace, begin, busy, error, onSave, onCancel }: ScheduleFormProps) {
  const form = useTrigger(begin);
  const { trigger } = form;
  return (
    <form
      aria-label={begin ? "Change the schedule" : "New schedule"}
      className="space-y-3 border-y border-line py-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (trigger) onSave(trigger);
      }}
    >
      <Select
        label="When"
        autoFocus
        options={whens}
        value={form.when}
        onChange={(event) => form.choose(event.target.value)}
      />
      {form.when === DATASET ? (
        <DatasetField workspace={workspace} value={form.dataset} onChange={form.setDataset} />
      ) : (
        <>
          {form.when === OWN && (
            <TextField
              label="Pattern"
              mono
              hint="Minute, hour, day of the month, month, day of the week: 30 7 * * 1-5"
              value={form.pattern}
              onChange={(event) => form.setPattern(event.target.value)}
            />
          )}
          <ZoneField value={form.timeZone} onChange={form.setTimeZone} />
          <NextTimes pattern={form.pattern} timeZone={form.timeZone} />
        </>
      )}
      {error && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button variant="plain" onClick={onCancel}>
          Cancel
        </Button>
        <Button variant="primary" type="submit" busy={busy} disabled={!trigger}>
          {begin ? "Save" : "Add"}
        </Button>
      </div>
    </form>
  );
}

/** What the pattern comes to, before anybody waits for it. */
function NextTimes({ pattern, timeZone }: { pattern: string; timeZone: string }) {
  const [now] = useState(() => new Date());
  const times = nextTimes(pattern.trim(), timeZone.trim(), now);
  return (
    <p role="status" className="text-xs text-muted tabular-nums">
      {times ? `Next: ${times.join(" · ")}` : "No time that comes. Look at the pattern and the time zone."}
    </p>
  );
}

function ZoneField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const list = useId();
  return (
    <>
      <TextField label="Time zone" list={list} value={value} onChange={(event) => onChange(event.target.value)} />
      <datalist id={list}>
        {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

function DatasetField({
  workspace,
  value,
  onChange,
}: {
  workspace: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const trpc = useTRPC();
  const datasets = useQuery(trpc.datasets.list.queryOptions({ workspace }));
  const names = (datasets.data ?? []).map(({ name }) => name);
  const options = [
    { value: "", label: "Choose one" },
    ...[...new Set([...names, value])].filter(Boolean).map((name) => ({ value: name, label: name })),
  ];
  return <Select label="Dataset" options={options} value={value} onChange={(event) => onChange(event.target.value)} />;
}
