import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseCell } from "@/lib/graph/analyse-cell";
import { parseCell } from "@/lib/graph/parse-cell";
import { formatCell, formatEdits } from "./format";

describe("formatting", () => {
  it("writes code as the formatter does, top-level await and types included", async () => {
    expect(await formatCell("ts", "const  a:number=await(Promise.resolve( 1 ))\nfor await(const x of [a]){x}")).toBe(
      "const a: number = await Promise.resolve(1);\nfor await (const x of [a]) {\n  x;\n}",
    );
  });

  it.each(["{a:1,b:[2]}", "{ a }", "{}", "{ a: 1 }  ", "{ const x = 1; x }"])(
    "leaves %s what it is to the kernel",
    async (text) => {
      const formatted = await formatCell("ts", text);
      expect(parseCell(formatted).shift).toBe(parseCell(text).shift);
      expect(parseCell(formatted).program.body[0]?.type).toBe(parseCell(text).program.body[0]?.type);
    },
  );

  it("leaves an object that is no statement an object, and a text that is done as it is", async () => {
    const once = await formatCell("ts", "{a:1,b:x}");
    expect(once).toBe("{ a: 1, b: x }");
    expect(analyseCell(once).uses).toEqual(["x"]);
    expect(await formatCell("ts", once)).toBe(once);
  });

  it("writes Markdown without wrapping it anew, and SQL with its parameters whole", async () => {
    expect(await formatCell("md", "# Head\n* one\n* two, $x_1$")).toBe("# Head\n\n- one\n- two, $x_1$");
    expect(await formatCell("sql", "select a,b from sales where c>${ limit.value } order by 1")).toBe(
      "select\n  a,\n  b\nfrom\n  sales\nwhere\n  c > ${ limit.value }\norder by\n  1",
    );
  });

  it("refuses a broken text, and leaves an empty one empty", async () => {
    await expect(formatCell("ts", "const = ")).rejects.toThrow();
    expect(await formatCell("ts", " \n ")).toBe("");
  });

  it("comes down to edits that leave alone what stays", () => {
    const before = "const  a=1; // note";
    const edits = formatEdits(before, "const a = 1; // note");
    expect(edits.every(({ start, length }) => start + length <= before.indexOf(" // note"))).toBe(true);
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        let text = before;
        for (const { start, length, text: put } of [...formatEdits(before, after)].reverse())
          text = text.slice(0, start) + put + text.slice(start + length);
        expect(text).toBe(after);
      }),
    );
  });
});
