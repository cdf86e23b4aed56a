import type { RawValue } from "@/lib/datasets/column-guess";
import { parseNumber } from "@/lib/datasets/parse-text";
import type { ImportOptions } from "@/lib/datasets/import-options";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { ImportError } from "./import-error";

/** How a row of the file becomes a row of the dataset. */
export interface Layout {
  columns: DatasetColumn[];
  arrange(values: readonly RawValue[]): readonly RawValue[];
  /** The column of the file that a value, or one of its elements, comes from. */
  originOf(column: string, element?: number): string;
}

interface Group {
  column: DatasetColumn;
  /** Places in the file's row. */
  from: number[];
}

/** Puts many number columns into one vector or image column, at the place of the first of them. */
export function combineColumns(columns: readonly DatasetColumn[], combine: ImportOptions["combine"]): Layout {
  const groups = readGroups(columns, combine);
  const groupAt = new Map(groups.flatMap((group) => group.from.map((at) => [at, group] as const)));
  const slots: (number | Group)[] = [];
  columns.forEach((_, at) => {
    const group = groupAt.get(at);
    if (!group) slots.push(at);
    else if (!slots.includes(group)) slots.push(group);
  });
  const names = columns.map((column) => column.name);
  if (groups.length === 0) return { columns: [...columns], arrange: (values) => values, originOf: (column) => column };
  return {
    columns: slots.flatMap((slot) => (typeof slot === "number" ? (columns[slot] ?? []) : slot.column)),
    arrange: (values) =>
      slots.map((slot) => (typeof slot === "number" ? values[slot] : slot.from.map((at) => toNumber(values[at])))),
    originOf: (column, element) => {
      const group = groups.find((candidate) => candidate.column.name === column);
      return names[group?.from[element ?? -1] ?? -1] ?? column;
    },
  };
}

function readGroups(columns: readonly DatasetColumn[], { vector, image }: ImportOptions["combine"]): Group[] {
  const groups: Group[] = [];
  const find = (names: readonly string[]) => names.map((name) => findColumn(columns, name));
  if (vector)
    groups.push({
      column: { name: vector.name, type: "vector", shape: [vector.columns.length], nullable: false },
      from: find(vector.columns),
    });
  if (image) {
    const pixels = image.shape[0] * image.shape[1] * image.shape[2];
    if (pixels !== image.columns.length)
      throw new ImportError(
        `An image of ${image.shape.join(" × ")} has ${pixels} values, and ${image.columns.length} columns were chosen for it.`,
      );
    groups.push({
      column: { name: image.name, type: "image", shape: [...image.shape], nullable: false },
      from: find(image.columns),
    });
  }
  return groups;
}

function findColumn(columns: readonly DatasetColumn[], name: string): number {
  const at = columns.findIndex((column) => column.name === name);
  const type = columns[at]?.type;
  if (columns[at]?.nullable)
    throw new ImportError(
      `Column "${name}" has rows without a value and cannot be combined. Fill them, or leave the column out.`,
      { column: name },
    );
  if (type === undefined) throw new ImportError(`The file has no column "${name}" to combine.`, { column: name });
  if (type !== "integer" && type !== "number")
    throw new ImportError(
      `Column "${name}" holds ${type} values and cannot be combined with numbers. Leave it out of the combination.`,
      { column: name },
    );
  return at;
}

/** Left as it is where it is no number: the builder then says so with its place. */
const toNumber = (value: RawValue): number => {
  const number = typeof value === "string" ? parseNumber(value.trim()) : value;
  return typeof number === "number" ? number : NaN;
};
