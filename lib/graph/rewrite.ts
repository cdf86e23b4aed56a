import MagicString from "magic-string";
import { parseCell, type ParsedCell } from "./parse-cell";
import { PositionMap } from "./position-map";
import { type CellScopes, findScopes, type NameUse } from "./scopes";

/** A cell's text, to be changed at places that were found in its JavaScript. */
export class CellRewrite {
  readonly parsed: ParsedCell;
  readonly scopes: CellScopes;
  readonly text: MagicString;
  readonly #map: PositionMap;
  readonly #lines: number[];
  readonly #jsLines: number[];

  /** Throws CellProblemError where the text cannot be read. */
  constructor(readonly source: string) {
    this.parsed = parseCell(source);
    this.scopes = findScopes(this.parsed.program);
    this.text = new MagicString(source);
    this.#map = new PositionMap([this.parsed.map()], this.parsed.shift);
    this.#lines = lineStarts(source);
    this.#jsLines = lineStarts(this.parsed.js);
  }

  /** The offset in the text of an offset in the JavaScript, if the same characters stand there. */
  at(offset: number, length: number): number | undefined {
    const line = this.#jsLines.findLastIndex((start) => start <= offset);
    const place = this.#map.exact({ line: line + 1, column: offset - (this.#jsLines[line] ?? 0) + 1 });
    const found = (this.#lines[place.line - 1] ?? 0) + place.column - 1;
    const same = this.source.slice(found, found + length) === this.parsed.js.slice(offset, offset + length);
    return same ? found : undefined;
  }

  /** Mentions of a name that the cell declares at its top level or that is not its own. */
  mentions(name: string): NameUse[] {
    return this.scopes.uses.filter((use) => use.name === name);
  }
}

const lineStarts = (text: string): number[] => [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
