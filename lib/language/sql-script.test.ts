import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isScript, sqlScript } from "./sql-script";
import { TypeScriptEngine } from "./typescript/engine";

const text = "select *\nfrom sales where n > ${limit.value} -- ${no}";

describe("SQL as TypeScript sees it", () => {
  it("keeps parameters and tables in their places, and names the result below", () => {
    const [first, second, third] = sqlScript(text, "found", null).split("\n");
    expect([first, second]).toEqual(["        ", "    ;sales           ;(limit.value)         "]);
    expect(third).toBe('const found = null as unknown as import("quire").QueryResult<import("quire").Row>;');
  });

  it("knows the columns of a result that has been seen", () => {
    const columns = [
      { name: "city", type: "string" as const, nullable: true },
      { name: "n", type: "number" as const, nullable: false },
      { name: "at", type: "date" as const },
    ];
    expect(sqlScript("select 1", "found", columns)).toContain(
      'QueryResult<{ "city": string | null; "n": number; "at": Date | null }>',
    );
  });

  it("tells parameters from all else", () => {
    expect(isScript(text, text.indexOf("limit"))).toBe(true);
    for (const word of ["sales", "select", "${limit", "no}"]) expect(isScript(text, text.indexOf(word))).toBe(false);
  });

  it("is as long as the text, line by line", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab from,;'\"$${}()\n".split("")) }), (any) => {
        const lines = sqlScript(any, null, null).split("\n");
        expect(lines.slice(0, -1).map(({ length }) => length)).toEqual(any.split("\n").map(({ length }) => length));
      }),
    );
  });
});

describe("names across TypeScript and SQL", () => {
  const cells = {
    a: "const sales = [{ n: 1 }]; const limit = { value: 2 };",
    b: sqlScript(text, "found", [{ name: "n", type: "number", nullable: false }]),
    c: "const first = found.row(0).n;",
  };
  const engine = new TypeScriptEngine();
  engine.sync({ order: ["a", "b", "c"], texts: cells });

  it("are renamed in both", () => {
    const at = cells.a.indexOf("sales");
    const renamed = engine.rename({ cellId: "a", offset: at, newName: "sold" });
    expect(renamed.ok && renamed.edits.map(({ cellId, start }) => [cellId, start])).toEqual([
      ["a", at],
      ["b", text.indexOf("sales")],
    ]);
  });

  it("are found from either side", () => {
    const uses = engine.references({ cellId: "a", offset: cells.a.indexOf("limit") });
    expect(uses.map(({ cellId, start }) => [cellId, start])).toContainEqual(["b", text.indexOf("limit")]);
    const [definition] = engine.definitions({ cellId: "c", offset: cells.c.indexOf("found") });
    expect(definition?.cellId).toBe("b");
  });
});
