import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectTypes } from "@/scripts/types/collect";
import type { CellSpan } from "../protocol";
import { ts } from "./compiler";
import { TypeScriptEngine } from "./engine";
import { VirtualCells } from "./virtual-cells";

const base = collectTypes().filter(({ name }) => name === "base");

/** One engine for all rounds: building the language's own types is what costs. */
const engine = new TypeScriptEngine();
for (const bundle of base) engine.addTypes(bundle);

const NAMES = ["alpha", "beta", "gamma", "delta", "epsilon"] as const;
const name = fc.constantFrom(...NAMES);

/** Pieces that leave brackets, comments and strings open as often as not. */
const piece = fc.oneof(
  name.map((n) => `const ${n} = 1;`),
  name.map((n) => `function ${n}() { return`),
  fc.tuple(name, name).map(([a, b]) => `let ${a} = [${b}, { ${b} }];`),
  name.map((n) => `${n}.toString(`),
  name.map((n) => `export class ${n}Class { value = ${n};`),
  name.map((n) => `import { ${n} } from "quire";`),
  fc.constantFrom(
    "{",
    "}",
    "(",
    "]",
    "`",
    "`${",
    "/*",
    "*/",
    "// note",
    "'",
    "await (1)",
    "{ a: 1, b: 2 }",
    "\n",
    "\u{1f600}",
  ),
);
const text = fc
  .array(piece, { maxLength: 6 })
  .chain((pieces) => fc.constantFrom(" ", "\n", "").map((gap) => pieces.join(gap)));
const notebook = fc.array(text, { minLength: 1, maxLength: 5 });

const syncOf = (texts: readonly string[]) => ({
  order: texts.map((_, i) => `k${i}`),
  texts: Object.fromEntries(texts.map((one, i) => [`k${i}`, one])),
});

describe("random cells, broken ones too", () => {
  it("stand in their files as they are, behind the prefix and before the tail", () => {
    const cells = new VirtualCells();
    fc.assert(
      fc.property(notebook, (texts) => {
        cells.sync(syncOf(texts));
        for (const [i, one] of texts.entries()) {
          const cell = cells.byId(`k${i}`);
          expect(cell?.text).toBe(one);
          expect(cell?.source.slice(cell.prefix.length, cell.prefix.length + one.length)).toBe(one);
        }
      }),
    );
  });

  it("have every answer inside their own text, at the name that was asked for", () => {
    fc.assert(
      fc.property(notebook, fc.nat(), fc.nat(), (texts, which, where) => {
        engine.sync(syncOf(texts));
        const at = which % texts.length;
        const cellId = `k${at}`;
        const asked = texts[at]!;
        const place = { cellId, offset: where % (asked.length + 1) };
        const textOf = ({ cellId: id, start, length }: CellSpan) => {
          const whole = texts[Number(id.slice(1))]!;
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start + length).toBeLessThanOrEqual(whole.length);
          return whole.slice(start, start + length);
        };
        for (const found of engine.diagnostics({ cellIds: [cellId] })[cellId] ?? [])
          if (asked !== "") textOf({ ...found, cellId });
        const hovered = engine.hover(place);
        if (hovered) textOf({ ...hovered, cellId });
        const used = new Set(engine.references(place).map(textOf));
        // An import may be known by two names, everything else goes by one.
        if (!asked.includes(" as ")) expect(used.size).toBeLessThanOrEqual(1);
        engine.definitions(place).forEach(textOf);
        engine.highlights(place).forEach((span) => textOf({ ...span, cellId }));
      }),
      { numRuns: 60 },
    );
  });
});

/** A step that defines a new name from those before it, in ways that make the checker infer. */
const step = (i: number): fc.Arbitrary<string> => {
  const earlier = i === 0 ? fc.constantFrom("1", "'a'", "true", "[1, 2]") : fc.nat(i - 1).map((n) => `v${n}`);
  return fc.oneof(
    earlier.map((e) => `const v${i} = ${e};`),
    earlier.map((e) => `const v${i} = [${e}, 'x'];`),
    earlier.map((e) => `let v${i} = { of: ${e}, size: 2 };`),
    earlier.map((e) => `const v${i} = await Promise.resolve([${e}]);`),
    earlier.map((e) => `const v${i} = (n: number) => [n, ${e}] as const;`),
    earlier.map((e) => `function v${i}<T>(one: T) { return new Map([[one, ${e}]]); }`),
    earlier.map((e) => `class v${i} { held = ${e}; get twice() { return [this.held, this.held]; } }`),
    earlier.map((e) => `const { v${i} = ${e} } = { v${i}: Math.random() > 0.5 ? ${e} : undefined };`),
    earlier.map((e) => `enum E${i} { Red, Green }\nconst v${i} = { ...{ e: E${i}.Red }, was: ${e} };`),
    earlier.map((e) => `import type {} from "quire";\nconst v${i} = new Set([${e}]);`),
  );
};
const program = fc.integer({ min: 1, max: 8 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => step(i))));

/** What a plain compiler says of the same statements in one module. */
function plainTypes(statements: readonly string[]): string[] {
  const files = new Map(base.flatMap(({ files: found }) => Object.entries(found)));
  const whole = `${statements.join("\n")}\n${statements.map((_, i) => `v${i};`).join("\n")}\nexport {};`;
  files.set("/plain.ts", whole);
  files.set("/node_modules/quire/index.d.ts", "export {};");
  const host: ts.CompilerHost = {
    getSourceFile: (path) => {
      const found = files.get(path);
      return found === undefined ? undefined : ts.createSourceFile(path, found, ts.ScriptTarget.ES2022, true);
    },
    getDefaultLibFileName: () => "/lib/lib.es2023.d.ts",
    getDefaultLibLocation: () => "/lib",
    writeFile: () => undefined,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (path) => files.has(path),
    readFile: (path) => files.get(path),
  };
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    types: [],
    strict: true,
    noImplicitAny: false,
    noEmit: true,
  };
  const built = ts.createProgram(["/plain.ts"], options, host);
  const file = built.getSourceFile("/plain.ts")!;
  const checker = built.getTypeChecker();
  return file.statements.slice(-statements.length - 1, -1).map((statement) => {
    if (!ts.isExpressionStatement(statement)) throw new Error("The uses stand last.");
    return checker.typeToString(
      checker.getTypeAtLocation(statement.expression),
      undefined,
      ts.TypeFormatFlags.NoTruncation,
    );
  });
}

describe("types of random programs, a statement a cell", () => {
  it("are those that a plain compiler infers for the same code in one module", () => {
    fc.assert(
      fc.property(program, (statements) => {
        const uses = statements.map((_, i) => `const u${i}: unique symbol = v${i};`);
        engine.sync(syncOf([...statements, ...uses]));
        const said = uses.map((_, i) => {
          const cellId = `k${statements.length + i}`;
          const [wrong] = engine.diagnostics({ cellIds: [cellId] })[cellId] ?? [];
          return wrong?.message;
        });
        const plain = plainTypes(statements);
        expect(said).toEqual(plain.map((type) => expect.stringContaining(`'${type}'`) as string));
      }),
      { numRuns: 15 },
    );
  });
});
