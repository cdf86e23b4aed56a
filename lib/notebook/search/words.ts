/** Longer ones are no words: data in a text. */
const MAX_WORD = 64;
/** Of one notebook; PostgreSQL keeps at most a megabyte of them. */
const MAX_WORDS = 40_000;

/** Nothing but letters and digits. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
const runs = (text: string): string[] => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
/** `trainTestSplit2` has train, Test, Split2 in it. */
const parts = (word: string): string[] => word.match(/\p{Lu}?[\p{Ll}\p{M}\p{N}]+|\p{Lu}+(?!\p{Ll})/gu) ?? [];

/** The words of a text by which it is found, names in code by their parts too; accents and case do not matter. */
export function wordsOf(...texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts)
    for (const run of runs(text)) {
      for (const word of [run, ...parts(run)]) words.add(plain(word).slice(0, MAX_WORD));
      if (words.size >= MAX_WORDS) return [...words];
    }
  return [...words].filter(Boolean);
}

/** What a person looks for: each word must begin one of the text's. */
export const soughtWords = (query: string): string[] =>
  [...new Set(runs(query).map((word) => plain(word).slice(0, MAX_WORD)))].filter(Boolean);

export interface FoundLine {
  cellId: string;
  /** Counted from 1. */
  line: number;
  text: string;
  /** Where the words stand in it. */
  marks: { start: number; length: number }[];
}

const SHOWN = 160;

/** The lines that say most of what is sought, at most `count`, in the order of the notebook. */
export function foundLines(
  cells: readonly { id: string; source: string }[],
  sought: readonly string[],
  count: number,
): FoundLine[] {
  const lines = cells.flatMap(({ id, source }) =>
    source.split("\n").flatMap((row, index) => {
      const { text, marks, words } = marked(row, sought);
      return words === 0 ? [] : [{ cellId: id, line: index + 1, text, marks, words }];
    }),
  );
  const best = new Set([...lines].sort((a, b) => b.words - a.words).slice(0, count));
  return lines.filter((line) => best.has(line)).map(({ cellId, line, text, marks }) => ({ cellId, line, text, marks }));
}

/** A long line is cut around its first word. */
function marked(row: string, sought: readonly string[]) {
  const all = [...row.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: run, index }) => begins(run, index, sought));
  const first = all[0];
  const from = !first || first.start < SHOWN - 40 ? row.length - row.trimStart().length : first.start - 40;
  const text = `${from > 0 && row.slice(0, from).trim() !== "" ? "…" : ""}${row.slice(from, from + SHOWN)}`;
  const shift = from - (text.startsWith("…") && !row.startsWith("…", from) ? 1 : 0);
  const marks = all
    .map(({ start, length }) => ({ start: start - shift, length }))
    .filter(({ start, length }) => start >= 0 && start + length <= text.length);
  return { text, marks, words: new Set(all.map(({ word }) => word)).size };
}

function begins(run: string, index: number, sought: readonly string[]) {
  let at = 0;
  for (const part of [run, ...parts(run)]) {
    const word = sought.find((one) => plain(part).startsWith(one));
    if (word === undefined) continue;
    at = part === run ? 0 : run.indexOf(part);
    return [{ word, start: index + at, length: Math.min(part.length, Math.max(1, word.length)) }];
  }
  return [];
}
