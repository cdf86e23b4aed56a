"use client";
import { type FormEvent, useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";

export interface Step<Name extends string> {
  name: Name;
  label: string;
  type?: "text" | "email" | "password";
  autoComplete: string;
  hint?: string;
  /** What is wrong with the answer, if anything. */
  check?: (value: string) => string | undefined;
}

interface StepFormProps<Name extends string> {
  steps: readonly Step<Name>[];
  /** The button of the last step says what happens. */
  doneLabel: string;
  onDone: (answers: Record<Name, string>) => Promise<void>;
}

/** One field at a time; answers given stay in sight and can be changed. Failures show at the field that is open. */
export function StepForm<Name extends string>({ steps, doneLabel, onDone }: StepFormProps<Name>) {
  const [at, setAt] = useState(0);
  const [answers, setAnswers] = useState<Partial<Record<Name, string>>>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const step = steps[at];
  if (!step) return null;
  const value = answers[step.name] ?? "";
  const isLast = at === steps.length - 1;

  const finish = async () => {
    setBusy(true);
    try {
      await onDone(complete(steps, answers));
    } catch (failure) {
      setError(errorText(failure).message);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = value.trim() === "" ? "This cannot be empty." : step.check?.(value);
    setError(problem);
    if (problem) return;
    if (isLast) void finish();
    else setAt(at + 1);
  };
  const change = (index: number) => {
    setError(undefined);
    setAt(index);
  };

  return (
    <form onSubmit={submit} noValidate aria-busy={busy}>
      <Answered steps={steps.slice(0, at)} answers={answers} onChange={change} disabled={busy} />
      <TextField
        key={step.name}
        name={step.name}
        label={step.label}
        type={step.type}
        autoComplete={step.autoComplete}
        autoFocus
        hint={step.hint}
        error={error}
        value={value}
        readOnly={busy}
        onChange={(event) => {
          setError(undefined);
          setAnswers({ ...answers, [step.name]: event.target.value });
        }}
      />
      <div className="mt-4 flex items-center justify-between">
        <Button type="submit" variant="primary" busy={busy}>
          {isLast ? doneLabel : "Continue"}
        </Button>
        {steps.length > 1 && (
          <span className="text-xs text-faint" aria-live="polite">
            {at + 1} of {steps.length}
          </span>
        )}
      </div>
    </form>
  );
}

function complete<Name extends string>(
  steps: readonly Step<Name>[],
  answers: Partial<Record<Name, string>>,
): Record<Name, string> {
  const pairs = steps.map(
    ({ name, type }) => [name, type === "password" ? (answers[name] ?? "") : (answers[name] ?? "").trim()] as const,
  );
  return Object.fromEntries(pairs) as Record<Name, string>;
}

interface AnsweredProps<Name extends string> {
  steps: readonly Step<Name>[];
  answers: Partial<Record<Name, string>>;
  onChange: (index: number) => void;
  disabled: boolean;
}

/** The address stays an input, so that password managers know whose password comes next. */
function Answered<Name extends string>({ steps, answers, onChange, disabled }: AnsweredProps<Name>) {
  if (steps.length === 0) return null;
  return (
    <ul className="mb-4 divide-y divide-line border-y border-line">
      {steps.map((step, index) => (
        <li key={step.name} className="flex h-9 items-center gap-3">
          <span className="w-28 shrink-0 truncate text-muted">{step.label}</span>
          {step.type === "email" ? (
            <input
              readOnly
              tabIndex={-1}
              name={step.name}
              aria-label={step.label}
              autoComplete={step.autoComplete}
              value={answers[step.name] ?? ""}
              className="min-w-0 flex-1 truncate bg-transparent outline-none"
            />
          ) : (
            <span className="min-w-0 flex-1 truncate">
              {step.type === "password" ? "••••••••" : answers[step.name]}
            </span>
          )}
          <Button
            size="sm"
            variant="plain"
            onClick={() => onChange(index)}
            disabled={disabled}
            aria-label={`Change ${step.label.toLowerCase()}`}
          >
            Change
          </Button>
        </li>
      ))}
    </ul>
  );
}
