import { knownValues, plainFields, printField, quoted } from "./expression";
import { tokenize } from "./tokens";

/** What the workspace's runs have, for the completion. */
export interface Vocabulary {
  params: readonly string[];
  metrics: readonly string[];
  names: readonly string[];
  datasets: readonly string[];
  people: readonly string[];
  notebooks: readonly string[];
}

export interface Completion {
  /** Replaces the text from `start` to the caret. */
  start: number;
  options: { text: string; hint: string }[];
}

/** What may stand at the caret. */
export function complete(query: string, caret: number, vocabulary: Vocabulary): Completion {
  const before = tokenize(query.slice(0, caret));
  const last = before.at(-1);
  const open =
    last && last.end === caret && (last.kind === "word" || (last.kind === "text" && !last.closed)) ? last : undefined;
  const typed = open ? query.slice(open.start, caret) : "";
  const done = open ? before.slice(0, -1) : before;
  const options = optionsAfter(query, done, vocabulary);
  const needle = typed.replaceAll('"', "").toLowerCase();
  const matching = options.filter(
    ({ text }) => text.replaceAll('"', "").toLowerCase().includes(needle) && text !== typed,
  );
  return { start: open?.start ?? caret, options: matching.slice(0, 12) };
}

function optionsAfter(
  query: string,
  tokens: ReturnType<typeof tokenize>,
  vocabulary: Vocabulary,
): Completion["options"] {
  const last = tokens.at(-1);
  const previous = tokens.at(-2);
  if (last?.kind === "operator" && previous) return values(query.slice(previous.start, previous.end), vocabulary);
  if (previous?.kind === "operator" || last?.kind === ")")
    return [option("and", "both"), option("or", "either"), ...fields(vocabulary)];
  if (last?.kind === "word" && isField(last.text))
    return [
      option("=", "is"),
      option("!=", "is not"),
      option("<", "less"),
      option(">", "more"),
      option("~", "contains"),
    ];
  return [...fields(vocabulary), option("not", "the opposite")];
}

const option = (text: string, hint: string) => ({ text, hint });

const isField = (text: string) => Object.hasOwn(plainFields, text) || /^(params|metrics)\../u.test(text);

function fields(vocabulary: Vocabulary): Completion["options"] {
  return [
    ...Object.keys(plainFields).map((name) => option(name, "field")),
    ...vocabulary.metrics.map((key) => option(printField({ kind: "metric", key }), "metric")),
    ...vocabulary.params.map((key) => option(printField({ kind: "param", key }), "param")),
  ];
}

function values(field: string, vocabulary: Vocabulary): Completion["options"] {
  const known: Record<string, readonly string[]> = {
    ...knownValues,
    name: vocabulary.names,
    dataset: vocabulary.datasets,
    person: vocabulary.people,
    notebook: vocabulary.notebooks,
  };
  return (known[field] ?? []).map((value) => option(quoted(value), field));
}
