import { z } from "zod";
import { metric } from "@/lib/format/number";
import type { Control, Json } from "@/lib/inputs/control";
import { QuireError } from "@/lib/protocol/errors";
import { inspect } from "../../display/inspect";
import { check, show } from "../check";
import type { Made } from "./fields";

const MAX_ROWS = 1000;
const MAX_COLUMNS = 30;
const MAX_TEXT = 120;

const optionsSchema = z.strictObject({
  columns: z.array(z.string()).min(1).optional(),
  select: z.enum(["one", "many"]).default("many"),
  value: z.array(z.number().int().nonnegative()).default([]),
});

/** A table of which a person chooses rows. The cell gets the rows themselves. */
export function chooseRows(given: unknown, options: unknown, where: string, label: string): Made<Control> {
  const what = 'options like { columns: ["x", "y"], select: "one", value: [0] }';
  const { columns: wanted, select, value } = check(optionsSchema, options, where, what);
  const rows = readRows(given, where);
  const shown = rows.slice(0, MAX_ROWS);
  const columns = (wanted ?? [...new Set(shown.flatMap((row) => Object.keys(row)))]).slice(0, MAX_COLUMNS);
  const many = select === "many";
  const control: Control = {
    type: "table",
    label,
    many,
    columns: columns.map((name) => ({
      name,
      numeric: shown.every((row) => typeof Reflect.get(row, name) === "number"),
    })),
    rows: shown.map((row) => columns.map((name) => cellText(Reflect.get(row, name)))),
    total: rows.length,
    value: value.filter((row) => row < shown.length).slice(0, many ? undefined : 1),
  };
  const read = (chosen: Json) => {
    const picked = (Array.isArray(chosen) ? chosen : []).map((index) => shown[Number(index)]);
    return many ? picked : (picked[0] ?? null);
  };
  return { control, read };
}

function readRows(given: unknown, where: string): object[] {
  if (typeof given !== "object" || given === null || !(Symbol.iterator in given))
    throw new QuireError("BAD_REQUEST", `${where} needs rows: a list of objects or a dataset, got ${show(given)}.`);
  const rows = [...(given as Iterable<unknown>)];
  const wrong = rows.find((row) => typeof row !== "object" || row === null);
  if (wrong !== undefined)
    throw new QuireError("BAD_REQUEST", `${where} needs rows that are objects, got ${show(wrong)}.`);
  return rows as object[];
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return metric(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  const text = typeof value === "string" ? value : inspect(value).text;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
