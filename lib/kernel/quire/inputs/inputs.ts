import { z } from "zod";
import { checkValue, valueOf } from "@/lib/inputs/check";
import {
  type Control,
  type Field,
  fieldSchema,
  type Input,
  INPUT_MIME,
  type InputRef,
  type Json,
} from "@/lib/inputs/control";
import { describeValue } from "@/lib/inputs/describe";
import { fromParameter } from "@/lib/inputs/parameter";
import { QuireError } from "@/lib/protocol/errors";
import type { CellContext, KernelServices } from "../../context";
import { check } from "../check";
import type * as api from "../quire";
import { makeField, type Made } from "./fields";
import { chooseRows } from "./rows";

const commonSchema = z.object({
  label: z.string().max(200).optional(),
  shared: z.boolean().default(true),
  key: z.string().min(1).max(200).optional(),
});

const kinds: readonly string[] = fieldSchema.options.map(({ shape }) => shape.type.value);
const isFieldType = (type: unknown): type is Field["type"] => kinds.some((kind) => kind === type);

/** `input` of one kernel: shows a control under the cell and answers with the value that it has. */
export class Inputs {
  constructor(private readonly kernel: KernelServices) {}

  /** The object that cells see. */
  api(): typeof api.input {
    const one = (type: Field["type"]) => (options?: unknown) =>
      this.#make(type, options, (rest, where, label, context) => makeField(type, rest, where, label, context));
    return Object.freeze({
      slider: one("slider"),
      range: one("range"),
      number: one("number"),
      text: one("text"),
      select: one("select"),
      multiSelect: one("multiSelect"),
      checkbox: one("checkbox"),
      date: one("date"),
      color: one("color"),
      file: one("file"),
      button: (label?: string, options?: object) => this.#button(label, options),
      table: (rows: Iterable<unknown>, options?: object) =>
        this.#make("table", options, (rest, where, label) => chooseRows(rows, rest, where, label)),
      form: (fields: object, options?: object) => this.#form(fields, options),
      // The values are made by schemas that the types of quire.d.ts describe.
    }) as unknown as typeof api.input;
  }

  #button(label: unknown, options: object | undefined): unknown {
    const words = check(z.string().min(1).max(200).optional(), label, "input.button", "the words on it (text)");
    return this.#make("button", { ...options, label: words }, (rest, where, title) => {
      check(z.strictObject({}), rest, where, "no other options than shared and key");
      return { control: { type: "button", label: title, value: 0 }, read: (value) => value };
    });
  }

  #form(given: unknown, options: object | undefined): unknown {
    const where = "input.form";
    const what = 'fields like { lr: { type: "slider", min: 0, max: 1 }, name: { type: "text" } }';
    const fields = check(z.record(z.string(), z.looseObject({ type: z.string() })), given, where, what);
    return this.#make("form", options, (rest, _, label, context) => {
      const schema = z.strictObject({ submit: z.string().min(1).max(100).default("Apply") });
      const { submit } = check(schema, rest, where, 'options like { submit: "Train" }');
      const made = Object.entries(fields).map(([name, { type, label: words = name, ...one }]) => {
        if (!isFieldType(type))
          throw new QuireError("BAD_REQUEST", `${where} has no field of type "${type}". It has ${kinds.join(", ")}.`);
        return { name, ...makeField(type, one, `${where}: ${name}`, String(words), context) };
      });
      const value = Object.fromEntries(made.map(({ name, control }) => [name, control.value]));
      const control: Control = {
        type: "form",
        label,
        submit,
        fields: made.map(({ name, control: field }) => ({ name, field })),
        value,
      };
      const readAll = (chosen: Json) =>
        Object.fromEntries(made.map(({ name, read }) => [name, read(Reflect.get(Object(chosen), name) as Json)]));
      return { control, read: readAll };
    });
  }

  /** Shows a control, and answers with the value that it has now. */
  #make(
    type: Control["type"],
    options: unknown,
    build: (rest: unknown, where: string, label: string, context: CellContext) => Made<Control>,
  ): unknown {
    const context = this.kernel.current();
    const names = this.kernel.inputs.takeNames();
    const where = `input.${type}`;
    const given = check(z.looseObject({}).default({}), options, where, "an object of options");
    const { label, shared, key } = check(
      commonSchema,
      given,
      where,
      "a label and a key that are text, shared true or false",
    );
    const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !(name in commonSchema.shape)));
    const said = names.map(({ name }) => name).join(", ");
    const { control, read } = build(rest, where, label ?? (said || type), context);
    const ref: InputRef = {
      cell: context.cellId,
      key: this.kernel.inputs.claimKey(context.executionId, key ?? (said || (label ?? type))),
      shared,
    };
    const value = this.#current(ref, control);
    this.#show(context, { ...ref, names: names.map(({ name }) => name), control }, value);
    this.kernel.inputs.bind(ref, names, (chosen) => read(valueOf(control, chosen)));
    return read(value);
  }

  #current(ref: InputRef, control: Control): Json {
    const chosen = this.kernel.inputs.chosen(ref);
    if (chosen?.from !== "parameter") return valueOf(control, chosen?.value);
    const checked = checkValue(control, fromParameter(control, chosen.value));
    if ("error" in checked)
      throw new QuireError("BAD_REQUEST", `The parameter "${ref.key}" does not fit. ${checked.error}`);
    return checked.value;
  }

  #show(context: CellContext, input: Input, value: Json): void {
    const text = `${input.control.label}: ${describeValue(input.control, value)}`;
    const bundle = { [INPUT_MIME]: input as unknown as Json, "text/plain": text };
    context.emit({ kind: "display", id: context.newDisplayId(), bundle });
  }
}
