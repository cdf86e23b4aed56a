import { diffArrays, diffWordsWithSpace } from "diff";

/** More changed lines than this are shown as one replacement: finding the smallest difference would take too long. */
const MAX_LINE_EDITS = 1000;
/** Words are compared in changes up to so many characters. */
const MAX_WORD_TEXT = 20_000;
/** Lines that share less than this of their text are two different lines, not one that was changed. */
const ALIKE = 0.3;

/** Lines that both texts have, or lines of the one that stand where lines of the other stood. */
export interface Hunk {
  kind: "same" | "changed";
  before: string[];
  after: string[];
}

export function lineHunks(before: string, after: string): Hunk[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const changes = diffArrays(old, now, { maxEditLength: MAX_LINE_EDITS });
  if (!changes) return [{ kind: "changed", before: old, after: now }];
  const hunks: Hunk[] = [];
  for (const { value, added, removed } of changes) {
    if (!added && !removed) {
      hunks.push({ kind: "same", before: value, after: value });
      continue;
    }
    let hunk = hunks.at(-1);
    if (hunk?.kind !== "changed") hunks.push((hunk = { kind: "changed", before: [], after: [] }));
    hunk[added ? "after" : "before"].push(...value);
  }
  return hunks;
}

export interface DiffPart {
  text: string;
  /** Differs from the other text, within a line that is otherwise alike. */
  marked: boolean;
}

export interface DiffLine {
  kind: "same" | "added" | "removed";
  parts: DiffPart[];
  /** Where the line begins in the text that it is of: the later one, unless it was removed. */
  start: number;
}

const whole = (lines: readonly string[]): DiffPart[][] =>
  lines.map((text) => (text === "" ? [] : [{ text, marked: false }]));

/** Parts, some of which go over several lines, as the parts of each line. */
function splitLines(parts: readonly DiffPart[]): DiffPart[][] {
  const lines: DiffPart[][] = [[]];
  for (const { text, marked } of parts) {
    text.split("\n").forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece !== "") lines.at(-1)!.push({ text: piece, marked });
    });
  }
  return lines;
}

/** The lines of a change with the words marked that differ; null where too little is alike for that to help. */
function markWords({ before, after }: Hunk): { before: DiffPart[][]; after: DiffPart[][] } | null {
  const [old, now] = [before.join("\n"), after.join("\n")];
  if (before.length === 0 || after.length === 0 || old.length + now.length > MAX_WORD_TEXT) return null;
  const words = diffWordsWithSpace(old, now);
  const shared = words.reduce(
    (sum, { added, removed, value }) => sum + (added || removed ? 0 : value.trim().length),
    0,
  );
  if (shared < ALIKE * Math.max(old.length, now.length)) return null;
  const partsOf = (other: "added" | "removed") =>
    splitLines(
      words.flatMap((word) => (word[other] ? [] : [{ text: word.value, marked: word.added || word.removed }])),
    );
  return { before: partsOf("added"), after: partsOf("removed") };
}

/** Both texts as one list of lines: what went, what came, what is alike. */
export function diffText(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let [old, now] = [0, 0];
  const add = (kind: DiffLine["kind"], all: readonly DiffPart[][]) => {
    for (const parts of all) {
      const length = parts.reduce((sum, { text }) => sum + text.length, 0) + 1;
      lines.push({ kind, parts, start: kind === "removed" ? old : now });
      if (kind !== "added") old += length;
      if (kind !== "removed") now += length;
    }
  };
  for (const hunk of lineHunks(before, after)) {
    if (hunk.kind === "same") {
      add("same", whole(hunk.after));
      continue;
    }
    const marked = markWords(hunk);
    add("removed", marked?.before ?? whole(hunk.before));
    add("added", marked?.after ?? whole(hunk.after));
  }
  return lines;
}

/** Lines to show, and how many alike ones were left out in between. */
export type FoldedLine = DiffLine | { kind: "folded"; count: number };

/** Leaves out lines that are alike and far from any change. */
export function foldLines(lines: readonly DiffLine[], context = 3): FoldedLine[] {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context), i + context + 1).some((l) => l.kind !== "same"),
  );
  const folded: FoldedLine[] = [];
  lines.forEach((line, i) => {
    const last = folded.at(-1);
    // One line is not worth a mark that says it was left out.
    const alone = !near[i] && near[i - 1] !== false && near[i + 1] !== false;
    if (near[i] || alone) folded.push(line);
    else if (last?.kind === "folded") last.count++;
    else folded.push({ kind: "folded", count: 1 });
  });
  return folded;
}
