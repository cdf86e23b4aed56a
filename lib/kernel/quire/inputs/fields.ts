import { z } from "zod";
import { checkValue, isDay } from "@/lib/inputs/check";
import { chosenFileSchema, type Control, type Field, type Json, MAX_FILE_BYTES } from "@/lib/inputs/control";
import { QuireError } from "@/lib/protocol/errors";
import type { CellContext } from "../../context";
import { check, show } from "../check";
import { ChosenFileHandle } from "./chosen-file";

/** A control, and what its value is to the cell. */
export interface Made<C extends Control = Field> {
  control: C;
  read: (value: Json) => unknown;
}

type Maker = (options: unknown, where: string, label: string) => Made;

const number = z.number();
const text = z.string();
const day = z
  .union([text, z.date()])
  .transform((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value))
  .refine(isDay);

const sliderOptions = z
  .strictObject({
    min: number.default(0),
    max: number.default(100),
    step: number.positive().optional(),
    value: number.optional(),
  })
  .refine(({ min, max }) => min < max);
const rangeOptions = z
  .strictObject({
    min: number.default(0),
    max: number.default(100),
    step: number.positive().optional(),
    value: z.tuple([number, number]).optional(),
  })
  .refine(({ min, max }) => min < max);
const numberOptions = z.strictObject({
  min: number.optional(),
  max: number.optional(),
  step: number.positive().optional(),
  value: number.optional(),
});
const textOptions = z.strictObject({
  value: text.default(""),
  placeholder: text.optional(),
  rows: z.number().int().positive().max(40).optional(),
  required: z.boolean().default(false),
  maxLength: z.number().int().positive().max(50_000).default(10_000),
  pattern: z.union([text, z.instanceof(RegExp).transform(({ source }) => source)]).optional(),
  patternHint: text.optional(),
});
const dateOptions = z.strictObject({ value: day.nullable().default(null), min: day.optional(), max: day.optional() });
const fileOptions = z.strictObject({
  accept: text.optional(),
  maxMB: number
    .positive()
    .max(MAX_FILE_BYTES / 1e6)
    .default(32),
});
const choices = z.union([z.array(z.unknown()).min(1), z.record(text, z.unknown())]);

/** Between round numbers whole steps, otherwise a hundredth of the way. */
const stepOf = (min: number, max: number): number =>
  Number.isInteger(min) && Number.isInteger(max) && max - min >= 10 ? 1 : Number(((max - min) / 100).toPrecision(12));

/** What each kind of field needs, and what it makes of it. */
const makers: { [K in Field["type"]]: Maker } = {
  slider: (options, where, label) => {
    const what = "options like { min: 0, max: 1, step: 0.1, value: 0.5 }, min below max";
    const { min, max, step = stepOf(min, max), value = min } = check(sliderOptions, options, where, what);
    return same({ type: "slider", label, min, max, step, value });
  },
  range: (options, where, label) => {
    const what = "options like { min: 0, max: 10, value: [2, 5] }, min below max";
    const { min, max, step = stepOf(min, max), value = [min, max] } = check(rangeOptions, options, where, what);
    return same({ type: "range", label, min, max, step, value });
  },
  number: (options, where, label) => {
    const given = check(numberOptions, options, where, "options like { min: 1, max: 100, step: 1, value: 20 }");
    return same({ type: "number", label, ...given, value: given.value ?? given.min ?? 0 });
  },
  text: (options, where, label) => {
    const what = 'options like { value: "mlp", required: true, pattern: /[a-z]+/ }';
    return same({ type: "text", label, ...check(textOptions, options, where, what) });
  },
  select: (options, where, label) => {
    const { list, value, valueOf } = readChoices(options, where, false);
    return { control: { type: "select", label, options: list, value: value[0] ?? list[0] ?? "" }, read: valueOf };
  },
  multiSelect: (options, where, label) => {
    const { list, value, valueOf } = readChoices(options, where, true);
    const read = (chosen: Json) => (Array.isArray(chosen) ? chosen.map(valueOf) : []);
    return { control: { type: "multiSelect", label, options: list, value }, read };
  },
  checkbox: (options, where, label) => {
    const schema = z.strictObject({ value: z.boolean().default(false) });
    return same({
      type: "checkbox",
      label,
      value: check(schema, options, where, "options like { value: true }").value,
    });
  },
  date: (options, where, label) => {
    const what = 'options like { value: "2026-01-31", min: "2026-01-01" }, days being text in this form or dates';
    const given = check(dateOptions, options, where, what);
    const control: Field = { type: "date", label, ...given, required: given.value !== null };
    return { control, read: (value) => (typeof value === "string" ? new Date(`${value}T00:00:00Z`) : null) };
  },
  color: (options, where, label) => {
    const schema = z.strictObject({ value: text.default("#0b6e6e") });
    return same({
      type: "color",
      label,
      value: check(schema, options, where, 'options like { value: "#0b6e6e" }').value,
    });
  },
  file: (options, where, label) => {
    const { accept, maxMB } = check(fileOptions, options, where, 'options like { accept: ".csv,image/*", maxMB: 32 }');
    return {
      control: { type: "file", label, accept, maxBytes: Math.round(maxMB * 1e6), value: null },
      read: () => null,
    };
  },
};

const same = (control: Field): Made => ({ control, read: (value) => value });

export function makeField(
  type: Field["type"],
  options: unknown,
  where: string,
  label: string,
  context: CellContext,
): Made {
  const made = makers[type](options ?? {}, where, label);
  // What one begins with must be something one can choose.
  const begins = checkValue(made.control, made.control.value);
  if ("error" in begins && !(made.control.type === "text" && made.control.value === ""))
    throw new QuireError(
      "BAD_REQUEST",
      `${where} needs a first value that fits, got ${show(made.control.value)}. ${begins.error}`,
    );
  return made.control.type === "file" ? { ...made, read: (value) => openFile(value, context) } : made;
}

function openFile(value: Json, context: CellContext): ChosenFileHandle | null {
  const file = chosenFileSchema.safeParse(value);
  return file.success ? new ChosenFileHandle(file.data, context) : null;
}

/** A list of values, shown by their text, or an object of them by the words to show. */
function readChoices(given: unknown, where: string, many: boolean) {
  const schema = z.strictObject({ options: choices, value: z.unknown().optional() });
  const what = many
    ? 'options like { options: ["a", "b"], value: ["a"] }'
    : 'options like { options: ["sgd", "adam"], value: "adam" }';
  const { options, value } = check(schema, given, where, what);
  const entries: [string, unknown][] = Array.isArray(options)
    ? options.map((one) => [words(one, where), one])
    : Object.entries(options);
  const list = entries.map(([word]) => word);
  const twice = list.find((word, index) => list.indexOf(word) !== index);
  if (twice !== undefined)
    throw new QuireError("BAD_REQUEST", `${where} has ${JSON.stringify(twice)} twice among its options.`);
  const values = new Map(entries);
  const wanted = value === undefined ? [] : many && Array.isArray(value) ? (value as unknown[]) : [value];
  const chosen = wanted.map((one) => {
    const found = entries.find(([, option]) => Object.is(option, one));
    if (!found)
      throw new QuireError("BAD_REQUEST", `${where} needs a value that is one of its options, got ${show(one)}.`);
    return found[0];
  });
  return {
    list,
    value: chosen,
    valueOf: (word: Json): unknown => (typeof word === "string" ? values.get(word) : undefined),
  };
}

function words(option: unknown, where: string): string {
  if (["string", "number", "boolean", "bigint"].includes(typeof option) || option === null) return String(option);
  throw new QuireError(
    "BAD_REQUEST",
    `${where} needs options that are text, numbers, true or false, got ${show(option)}. For other values give an object: { "what to show": value }.`,
  );
}
