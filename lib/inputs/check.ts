import { bytes } from "@/lib/format/number";
import { chosenFileSchema, type Control, type ControlOf, type Json } from "./control";

/** A value that the control can have, or what is wrong with it in words for the person. */
export type Checked = { value: Json } | { error: string };

const fine = (value: Json): Checked => ({ value });
const wrong = (error: string): Checked => ({ error });

/** Whether the control can have that value: the same rule for a person's draft, what lies in the document, and a parameter. */
export function checkValue(control: Control, raw: unknown): Checked {
  switch (control.type) {
    case "slider":
    case "number":
      return checkNumber(control, raw);
    case "range":
      return checkRange(control, raw);
    case "text":
      return checkText(control, raw);
    case "select":
      return typeof raw === "string" && control.options.includes(raw) ? fine(raw) : wrong("Choose one of the list.");
    case "multiSelect":
      return checkMany(control.options, raw);
    case "checkbox":
      return typeof raw === "boolean" ? fine(raw) : wrong("This is either on or off.");
    case "date":
      return checkDate(control, raw);
    case "color":
      return typeof raw === "string" && /^#[0-9a-f]{6}$/i.test(raw)
        ? fine(raw.toLowerCase())
        : wrong("A colour is written #rrggbb.");
    case "file":
      return checkFile(control, raw);
    case "button":
      return isWhole(raw) ? fine(raw) : wrong("A button counts its presses.");
    case "table":
      return checkRows(control, raw);
    case "form":
      return checkForm(control, raw);
  }
}

/** What the control has: the value that was chosen where it can have it, else its own. */
export function valueOf(control: Control, chosen: unknown): Json {
  const checked = chosen === undefined ? undefined : checkValue(control, chosen);
  return checked && "value" in checked ? checked.value : control.value;
}

const isWhole = (raw: unknown): raw is number => typeof raw === "number" && Number.isInteger(raw) && raw >= 0;
const isNumber = (raw: unknown): raw is number => typeof raw === "number" && Number.isFinite(raw);

interface Bounds {
  min?: number;
  max?: number;
  step?: number;
}

function checkNumber({ min, max, step }: Bounds, raw: unknown): Checked {
  if (!isNumber(raw)) return wrong("Write a number.");
  if (min !== undefined && raw < min) return wrong(`At least ${min}.`);
  if (max !== undefined && raw > max) return wrong(`At most ${max}.`);
  if (step !== undefined && !isOnStep(raw, min ?? 0, step))
    return wrong(step === 1 && Number.isInteger(min ?? 0) ? "A whole number." : `In steps of ${step}.`);
  return fine(raw);
}

/** Steps such as 0.1 have no exact number: a thousandth of a step is near enough. */
function isOnStep(value: number, from: number, step: number): boolean {
  const steps = (value - from) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-3;
}

function checkRange(control: ControlOf<"range">, raw: unknown): Checked {
  if (!Array.isArray(raw) || raw.length !== 2) return wrong("A range has two ends.");
  const [low, high] = raw as unknown[];
  for (const end of [low, high]) {
    const checked = checkNumber({ min: control.min, max: control.max }, end);
    if ("error" in checked) return checked;
  }
  return Number(low) <= Number(high) ? fine([Number(low), Number(high)]) : wrong("The first end is the lower one.");
}

function checkText(control: ControlOf<"text">, raw: unknown): Checked {
  if (typeof raw !== "string") return wrong("Write text.");
  if (control.required && raw.trim() === "") return wrong("This cannot be empty.");
  if (raw.length > control.maxLength) return wrong(`At most ${control.maxLength} characters.`);
  if (control.pattern !== undefined && raw !== "" && !new RegExp(`^(?:${control.pattern})$`, "u").test(raw))
    return wrong(control.patternHint ?? `This does not fit ${control.pattern}.`);
  return fine(raw);
}

function checkMany(options: readonly string[], raw: unknown): Checked {
  if (!Array.isArray(raw) || !raw.every((one) => options.includes(one as string)))
    return wrong("Choose from the list.");
  return fine(options.filter((one) => raw.includes(one)));
}

export function isDay(raw: unknown): raw is string {
  if (typeof raw !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(raw)) return false;
  const date = new Date(`${raw}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(raw);
}

function checkDate({ min, max, required }: ControlOf<"date">, raw: unknown): Checked {
  if (raw === null || raw === "") return required ? wrong("Choose a date.") : fine(null);
  if (!isDay(raw)) return wrong("Choose a date.");
  if (min !== undefined && raw < min) return wrong(`Not before ${min}.`);
  if (max !== undefined && raw > max) return wrong(`Not after ${max}.`);
  return fine(raw);
}

function checkFile({ accept, maxBytes }: ControlOf<"file">, raw: unknown): Checked {
  if (raw === null) return fine(null);
  const file = chosenFileSchema.safeParse(raw);
  if (!file.success) return wrong("Choose a file.");
  const refused = refuseFile({ accept, maxBytes }, file.data);
  return refused === null ? fine(file.data) : wrong(refused);
}

/** Why a file cannot be taken, before its bytes are read. */
export function refuseFile(
  { accept, maxBytes }: { accept?: string; maxBytes: number },
  { name, type, size }: { name: string; type: string; size: number },
): string | null {
  if (size > maxBytes)
    return `${name} has ${bytes(size)}, more than the ${bytes(maxBytes)} that fit here. Import large files as a dataset.`;
  const wanted = accept?.split(",").map((one) => one.trim().toLowerCase());
  if (!wanted || wanted.length === 0) return null;
  const fits = wanted.some((one) =>
    one.startsWith(".")
      ? name.toLowerCase().endsWith(one)
      : one.endsWith("/*")
        ? type.startsWith(one.slice(0, -1))
        : type === one,
  );
  return fits ? null : `${name} is none of ${accept}.`;
}

function checkRows({ rows: shown, many }: ControlOf<"table">, raw: unknown): Checked {
  if (!Array.isArray(raw) || !raw.every(isWhole)) return wrong("Choose rows.");
  const rows = [...new Set(raw)].filter((row) => row < shown.length).sort((a, b) => a - b);
  return many || rows.length <= 1 ? fine(rows) : wrong("Choose one row.");
}

function checkForm({ fields }: ControlOf<"form">, raw: unknown): Checked {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return wrong("Fill in the form.");
  const value: Record<string, Json> = {};
  for (const { name, field } of fields) {
    const given: unknown = Object.hasOwn(raw, name) ? Reflect.get(raw, name) : field.value;
    const checked = checkValue(field, given);
    if ("error" in checked) return wrong(`${field.label}: ${checked.error}`);
    value[name] = checked.value;
  }
  return fine(value);
}
