import { and, not, or, type SQL, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { Expression, Operator, PlainField, Value } from "@/lib/runs/query/expression";
import { parseQuery, QueryError } from "@/lib/runs/query/parse";
import { user } from "@/server/db/schema/auth";
import { notebooks } from "@/server/db/schema/notebooks";
import { runs } from "@/server/db/schema/runs";

/** The typed query as a condition on `runs` joined with `user` and `notebooks`. BAD_REQUEST where it cannot be read. */
export function filterOf(query: string): SQL | undefined {
  try {
    const expression = parseQuery(query);
    return expression && condition(expression);
  } catch (error) {
    if (error instanceof QueryError)
      throw new QuireError("BAD_REQUEST", `The query cannot be read at character ${error.start + 1}: ${error.message}`);
    throw error;
  }
}

function condition(expression: Expression): SQL {
  switch (expression.type) {
    case "and":
      return and(...expression.terms.map(condition)) ?? sql`true`;
    case "or":
      return or(...expression.terms.map(condition)) ?? sql`false`;
    case "not":
      // A comparison with what a run does not have is unknown; its opposite is true.
      return not(sql`coalesce(${condition(expression.term)}, false)`);
    case "compare": {
      const { field, operator, value } = expression;
      if (field.kind === "plain") return plainCondition(field.name, operator, value);
      const keyed = field.kind === "metric" ? metricCondition : paramCondition;
      return keyed(field.key, operator, value);
    }
  }
}

const comparisons: Record<Exclude<Operator, "~">, SQL> = {
  "=": sql`=`,
  "!=": sql`is distinct from`,
  "<": sql`<`,
  "<=": sql`<=`,
  ">": sql`>`,
  ">=": sql`>=`,
};

const contains = (left: SQL, value: Value) => sql`strpos(lower(${left}), lower(${String(value)})) > 0`;

const compareText = (left: SQL, operator: Operator, value: Value) =>
  operator === "~" ? contains(left, value) : sql`${left} ${comparisons[operator]} ${String(value)}`;

const compareNumber = (left: SQL, operator: Operator, value: Value) =>
  operator === "~"
    ? contains(sql`(${left})::text`, value)
    : sql`${left} ${comparisons[operator]} ${Number(value)}::float8`;

function metricCondition(key: string, operator: Operator, value: Value): SQL {
  const latest = sql`(select m.value from run_latest_metrics m where m.run_id = ${runs.id} and m.key = ${key})`;
  return compareNumber(latest, operator, value);
}

function paramCondition(key: string, operator: Operator, value: Value): SQL {
  const text = sql`(${runs.params} ->> ${key}::text)`;
  if (typeof value !== "number" || operator === "~") return compareText(text, operator, value);
  return compareNumber(paramNumber(key), operator, value);
}

/** The param as a number; null where it is none. A CASE, because SQL may evaluate both sides of an AND. */
export function paramNumber(key: string): SQL {
  return sql`(case when jsonb_typeof(${runs.params} -> ${key}::text) = 'number' then (${runs.params} ->> ${key}::text)::float8 end)`;
}

function plainCondition(field: PlainField, operator: Operator, value: Value): SQL {
  switch (field) {
    case "name":
      return compareText(sql`${runs.name}`, operator, value);
    case "status":
      return compareText(sql`${runs.status}::text`, operator, value);
    case "notebook":
      return compareText(sql`${notebooks.title}`, operator, value);
    case "person":
      return compareText(sql`${user.name}`, operator, value);
    case "device":
      return compareText(sql`(${runs.device} ->> 'backend')`, operator, value);
    case "sweepId":
      return compareText(sql`${runs.sweepId}`, operator, value);
    case "number":
      return compareNumber(sql`${runs.number}::float8`, operator, value);
    case "seed":
      return compareNumber(sql`${runs.seed}::float8`, operator, value);
    case "created":
      return createdCondition(operator, String(value));
    case "dataset":
      return datasetCondition(operator, String(value));
  }
}

function createdCondition(operator: Operator, value: string): SQL {
  const day = /^\d{4}-\d{2}-\d{2}$/u.test(value);
  const date = new Date(value).toISOString();
  if (day && (operator === "=" || operator === "~" || operator === "!=")) {
    const within = sql`(${runs.createdAt} >= ${date}::timestamptz and ${runs.createdAt} < ${date}::timestamptz + interval '1 day')`;
    return operator === "!=" ? not(within) : within;
  }
  return operator === "~" ? sql`false` : sql`${runs.createdAt} ${comparisons[operator]} ${date}::timestamptz`;
}

/** `digits` or `digits@3`. */
function datasetCondition(operator: Operator, value: string): SQL {
  const name = sql`(d.name || '@' || v.number)`;
  const left = value.includes("@") ? name : sql`d.name`;
  const matches =
    operator === "~" ? contains(name, value) : compareText(left, operator === "!=" ? "=" : operator, value);
  const used = sql`exists (select 1 from run_datasets rd join dataset_versions v on v.id = rd.dataset_version_id
    join datasets d on d.id = v.dataset_id where rd.run_id = ${runs.id} and ${matches})`;
  return operator === "!=" ? not(used) : used;
}
