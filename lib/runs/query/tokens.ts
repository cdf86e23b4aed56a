import { type Operator, operators } from "./expression";

export type Token = { start: number; end: number } & (
  | { kind: "word"; text: string }
  | { kind: "text"; text: string; closed: boolean }
  | { kind: "number"; value: number }
  | { kind: "operator"; operator: Operator }
  | { kind: "(" | ")" | "." }
  | { kind: "unknown"; text: string }
);

const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\p{L}\p{N}_-])/iuy;
const word = /[\p{L}\p{N}_](?:[\p{L}\p{N}_@%/:-]|\.(?=[\p{L}\p{N}_]))*/uy;
const quotedText = /"((?:[^"\\]|\\.)*)("?)/uy;

/** The query in tokens. Never fails: what it does not know is a token of its own, which the parser refuses by place. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    if (/\s/u.test(query[at] ?? "")) at++;
    else {
      const token = nextToken(query, at, tokens.at(-1));
      tokens.push(token);
      at = token.end;
    }
  }
  return tokens;
}

function nextToken(query: string, start: number, before: Token | undefined): Token {
  const operator = operators.find((candidate) => query.startsWith(candidate, start));
  if (operator) return { kind: "operator", operator, start, end: start + operator.length };
  const character = query[start];
  if (character === "(" || character === ")" || (character === "." && before?.kind === "word"))
    return { kind: character, start, end: start + 1 };
  const text = matchAt(quotedText, query, start);
  if (text)
    return { kind: "text", text: unescape(text[1] ?? ""), closed: text[2] === '"', start, end: start + text[0].length };
  const digits = matchAt(number, query, start);
  if (digits) return { kind: "number", value: Number(digits[0]), start, end: start + digits[0].length };
  const letters = matchAt(word, query, start);
  if (letters) return { kind: "word", text: letters[0], start, end: start + letters[0].length };
  const unknown = String.fromCodePoint(query.codePointAt(start) ?? 0);
  return { kind: "unknown", text: unknown, start, end: start + unknown.length };
}

function matchAt(pattern: RegExp, query: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(query);
}

function unescape(escaped: string): string {
  try {
    return String(JSON.parse(`"${escaped}"`));
  } catch {
    return escaped;
  }
}
