import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { runs } from "@/server/db/schema/runs";
import { paramNumber } from "./filter-sql";

const plain = ["created", "name", "status", "duration", "number"] as const;
export const sortKeySchema = z.union([
  z.enum(plain),
  z.templateLiteral([z.enum(["metrics.", "params."]), z.string().min(1).max(250)]),
]);
export type SortKey = z.output<typeof sortKeySchema>;

export interface Sort {
  /** The value as text, exactly: what a cursor holds. */
  text: SQL;
  order: SQL[];
  /** What comes after a row with that value and id. Rows without a value come last. */
  after: (cursor: [string | null, string]) => SQL;
}

export function sortOf(key: SortKey, descending: boolean): Sort {
  const [value, type] = valueOf(key);
  const direction = descending ? sql`desc` : sql`asc`;
  const beyond = descending ? sql`<` : sql`>`;
  return {
    text: sql`(${value})::text`,
    order: [sql`${value} ${direction} nulls last`, sql`${runs.id} ${direction}`],
    after: ([text, id]) =>
      text === null
        ? sql`(${value} is null and ${runs.id} ${beyond} ${id})`
        : sql`(${value} is null or ${value} ${beyond} ${text}::${type} or (${value} = ${text}::${type} and ${runs.id} ${beyond} ${id}))`,
  };
}

function valueOf(key: SortKey): [SQL, SQL] {
  if (key.startsWith("metrics.")) {
    const name = key.slice("metrics.".length);
    return [
      sql`(select m.value from run_latest_metrics m where m.run_id = ${runs.id} and m.key = ${name})`,
      sql`float8`,
    ];
  }
  if (key.startsWith("params.")) return [paramNumber(key.slice("params.".length)), sql`float8`];
  switch (key) {
    case "name":
      return [sql`${runs.name}`, sql`text`];
    case "status":
      return [sql`${runs.status}::text`, sql`text`];
    case "number":
      return [sql`${runs.number}`, sql`int`];
    case "duration":
      return [sql`(${runs.endedAt} - ${runs.createdAt})`, sql`interval`];
    default:
      return [sql`${runs.createdAt}`, sql`timestamptz`];
  }
}
