import remapping from "@jridgewell/remapping";

/** A source map as the libraries here hand it over. */
export interface RawMap {
  version: number;
  sources: (string | null)[];
  names: string[];
  mappings: string;
}

/** 1-based line and column. */
export interface Position {
  line: number;
  column: number;
}

/**
 * Leads a place in generated code back through one or more maps (last transformation first). Maps keep lines, so
 * a place without a mapping keeps its line and gets column 1.
 */
export class PositionMap {
  readonly #lines: number[][][];

  constructor(
    maps: RawMap[],
    private readonly shift = 0,
  ) {
    const inputs = maps.map((map) => ({
      version: 3 as const,
      sources: map.sources,
      names: map.names,
      mappings: map.mappings,
    }));
    const decoded = remapping(inputs, () => null, { decodedMappings: true, excludeContent: true }).mappings;
    this.#lines = typeof decoded === "string" ? [] : decoded;
  }

  original({ line, column }: Position): Position {
    const found = this.#segment({ line, column });
    if (!found) return { line, column: 1 };
    const originalLine = (found[2] ?? 0) + 1;
    // Cells tried as an expression carry one opening bracket before their first character.
    const shift = originalLine === 1 ? this.shift : 0;
    return { line: originalLine, column: Math.max(1, (found[3] ?? 0) + 1 - shift) };
  }
  /** As `original`, and as far from where the piece of code begins: right inside words, too. */
  exact({ line, column }: Position): Position {
    const began = this.#segment({ line, column })?.[0] ?? 0;
    const original = this.original({ line, column });
    return { line: original.line, column: original.column + column - 1 - began };
  }

  #segment({ line, column }: Position): number[] | undefined {
    let found: number[] | undefined;
    for (const segment of this.#lines[line - 1] ?? []) {
      if ((segment[0] ?? 0) > column - 1) break;
      if (segment.length > 1) found = segment;
    }
    return found;
  }
}
