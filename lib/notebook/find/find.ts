import { QuireError } from "@/lib/protocol/errors";

/** What a person looks for in all cells of a notebook. */
export interface FindQuery {
  text: string;
  regex: boolean;
  matchCase: boolean;
  wholeWord: boolean;
}

/** Where it stands in a cell's text, and what would take its place. */
export interface FoundSpan {
  start: number;
  length: number;
  /** Only where a replacement was asked for. */
  text?: string;
}

/** More are of no use to a reader, and a page full of marks is slow. */
export const MAX_FOUND = 20_000;

const wordBefore = "(?<![\\p{L}\\p{N}_$])";
const wordAfter = "(?![\\p{L}\\p{N}_$])";

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** `^` and `$` are the ends of a line. Throws, in words, for what is no regular expression. */
export function patternOf({ text, regex, matchCase, wholeWord }: FindQuery): RegExp {
  const source = regex ? text : escaped(text);
  const body = wholeWord ? `${wordBefore}(?:${source})${wordAfter}` : source;
  const flags = `gm${matchCase ? "" : "i"}`;
  if (!regex) return new RegExp(body, `${flags}u`);
  // Checked alone first: within the brackets that whole words need, a stray ")" would mean something else.
  const problem = problemOf(source, flags);
  if (problem) throw new QuireError("BAD_REQUEST", `This is no regular expression: ${problem}.`);
  // Older habits (`\-`, a lone `{`) are fine without the strict reading.
  return problemOf(body, `${flags}u`)
    ? new RegExp(body.replaceAll("\\p{L}\\p{N}", "\\w"), flags)
    : new RegExp(body, `${flags}u`);
}

function problemOf(source: string, flags: string): string | null {
  try {
    new RegExp(source, flags);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const said = message.slice(message.lastIndexOf(": ") + 2);
    return said.charAt(0).toLowerCase() + said.slice(1);
  }
}

/** All places in a text, at most `limit`. Nothing at all is no place. */
export function findSpans(pattern: RegExp, text: string, limit: number, replacement?: Replacement): FoundSpan[] {
  const found: FoundSpan[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match && found.length < limit; match = pattern.exec(text)) {
    if (match[0] === "") {
      pattern.lastIndex += 1;
      continue;
    }
    found.push({
      start: match.index,
      length: match[0].length,
      ...(replacement && { text: replacement.regex ? expand(replacement.text, match) : replacement.text }),
    });
  }
  return found;
}

export interface Replacement {
  text: string;
  /** Groups (`$1`, `$<name>`, `$&`) and `\n`, `\t`, `\\` stand for what they mean. */
  regex: boolean;
}

function expand(template: string, match: RegExpExecArray): string {
  return template.replace(
    /\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)|\\([nt\\$])/g,
    (all, dollar?: string, whole?: string, number?: string, name?: string, escape?: string) => {
      if (escape !== undefined) return { n: "\n", t: "\t" }[escape] ?? escape;
      if (dollar) return "$";
      if (whole) return match[0];
      if (name !== undefined) return match.groups && name in match.groups ? (match.groups[name] ?? "") : all;
      return groupOf(number ?? "", match) ?? all;
    },
  );
}

/** `$12` is the twelfth group, or the first and a 2 where there are not so many. */
function groupOf(number: string, match: RegExpExecArray): string | undefined {
  const whole = Number(number);
  if (whole > 0 && whole < match.length) return match[whole] ?? "";
  const first = Number(number[0]);
  return number.length > 1 && first > 0 && first < match.length ? `${match[first] ?? ""}${number[1] ?? ""}` : undefined;
}
