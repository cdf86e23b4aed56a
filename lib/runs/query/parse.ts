import {
  type Expression,
  type Field,
  knownValues,
  type Operator,
  plainFields,
  type PlainField,
  type Value,
} from "./expression";
import { type Token, tokenize } from "./tokens";

/** A query that cannot be read, and where. */
export class QueryError extends Error {
  override name = "QueryError";
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
  ) {
    super(message);
  }
}

/** So that no crafted query can exhaust the stack or the planner. */
const MAX_TERMS = 100;
const MAX_DEPTH = 30;

/** The query as an expression; undefined where it asks nothing. Throws QueryError. */
export function parseQuery(query: string): Expression | undefined {
  const tokens = tokenize(query);
  if (tokens.length === 0) return undefined;
  const parser = new Parser(tokens, query.length);
  return parser.whole();
}

class Parser {
  #at = 0;
  #terms = 0;
  #depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly length: number,
  ) {}

  whole(): Expression {
    const expression = this.#disjunction();
    if (this.#peek()) throw this.#error("Expected “and”, “or” or the end here");
    return expression;
  }

  #disjunction(): Expression {
    const terms = [this.#conjunction()];
    while (this.#takeWord("or")) terms.push(this.#conjunction());
    return joined("or", terms);
  }

  #conjunction(): Expression {
    const terms = [this.#term()];
    for (;;) {
      const next = this.#peek();
      if (this.#takeWord("and")) terms.push(this.#term());
      else if (!next || next.kind === ")" || isWord(next, "or")) return joined("and", terms);
      else terms.push(this.#term());
    }
  }

  #term(): Expression {
    if (++this.#terms > MAX_TERMS) throw this.#error("The query has too many conditions");
    if (++this.#depth > MAX_DEPTH) throw this.#error("The query is nested too deeply");
    const term = this.#bareTerm();
    this.#depth--;
    return term;
  }

  #bareTerm(): Expression {
    if (this.#takeWord("not")) return { type: "not", term: this.#term() };
    if (this.#take("(")) {
      const inner = this.#disjunction();
      if (!this.#take(")")) throw this.#error("Expected “)” here");
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Expression {
    const token = this.#peek();
    const next = this.tokens[this.#at + 1];
    const alone = next?.kind !== "operator" && next?.kind !== ".";
    if (
      token &&
      alone &&
      (token.kind === "text" || (token.kind === "word" && !isPrefix(token.text) && !isPlain(token.text)))
    ) {
      this.#at++;
      return { type: "compare", field: { kind: "plain", name: "name" }, operator: "~", value: token.text };
    }
    const field = this.#field();
    const operator = this.#take("operator");
    if (!operator) throw this.#error("Expected =, !=, <, <=, >, >= or ~ here");
    const at = this.#at;
    const value = this.#value();
    this.#checkValue(field, operator.operator, value, this.tokens[at]);
    return { type: "compare", field, operator: operator.operator, value };
  }

  #field(): Field {
    const token = this.#take("word");
    if (!token) throw this.#error("Expected a field such as status, params.lr or metrics.loss here");
    const prefix = /^(params|metrics)\.(.+)$/u.exec(token.text);
    if (prefix) return { kind: prefix[1] === "params" ? "param" : "metric", key: prefix[2] ?? "" };
    if (isPrefix(token.text) && this.#take(".")) {
      const key = this.#take("text");
      if (!key) throw this.#error(`Expected a name after “${token.text}.”`);
      return { kind: token.text === "params" ? "param" : "metric", key: key.text };
    }
    if (isPlain(token.text)) return { kind: "plain", name: token.text };
    const known = `${Object.keys(plainFields).join(", ")}, params.NAME, metrics.NAME`;
    throw new QueryError(`There is no field “${token.text}”. There are ${known}.`, token.start, token.end);
  }

  #value(): Value {
    const number = this.#take("number");
    if (number) return number.value;
    const text = this.#take("text");
    if (text) return text.text;
    const word = this.#take("word");
    if (!word) throw this.#error("Expected a number, a word or quoted text here");
    const lower = word.text.toLowerCase();
    return lower === "true" ? true : lower === "false" ? false : word.text;
  }

  #checkValue(field: Field, operator: Operator, value: Value, token: Token | undefined): void {
    const [start, end] = [token?.start ?? this.length, token?.end ?? this.length];
    const wanted = field.kind === "metric" ? "number" : field.kind === "plain" ? plainFields[field.name] : "any";
    const known = field.kind === "plain" && operator !== "~" ? knownValues[field.name] : undefined;
    if (known && !known.includes(String(value)))
      throw new QueryError(`There is no “${value}” here. There are ${known.join(", ")}.`, start, end);
    if (wanted === "number" && typeof value !== "number") throw new QueryError("Expected a number here.", start, end);
    if (wanted === "date" && Number.isNaN(Date.parse(String(value))))
      throw new QueryError('Expected a date such as "2026-01-31" here.', start, end);
  }

  #peek(): Token | undefined {
    return this.tokens[this.#at];
  }

  #take<K extends Token["kind"]>(kind: K): Extract<Token, { kind: K }> | undefined {
    const token = this.#peek();
    if (!token || !isKind(token, kind)) return undefined;
    this.#at++;
    return token;
  }

  #takeWord(text: string): boolean {
    const token = this.#peek();
    if (!token || !isWord(token, text)) return false;
    this.#at++;
    return true;
  }

  #error(message: string): QueryError {
    const token = this.#peek();
    return new QueryError(`${message}.`, token?.start ?? this.length, token?.end ?? this.length);
  }
}

function isKind<K extends Token["kind"]>(token: Token, kind: K): token is Extract<Token, { kind: K }> {
  return token.kind === kind;
}

const isWord = (token: Token, text: string) => token.kind === "word" && token.text.toLowerCase() === text;
const isPrefix = (text: string) => text === "params" || text === "metrics";
const isPlain = (text: string): text is PlainField => Object.hasOwn(plainFields, text);

function joined(type: "and" | "or", terms: Expression[]): Expression {
  const [only] = terms;
  return terms.length === 1 && only ? only : { type, terms };
}
