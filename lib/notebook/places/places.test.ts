import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allFolders, changeTags, foldersIn, isWithin, parentFolder, tagCounts } from "./folders";
import { folderSchema, tagSchema } from "./place-schema";

const at = (...folders: string[]) => folders.map((folder) => ({ folder }));

describe("a folder's path", () => {
  it("is kept without empty names and spaces around them", () => {
    expect(folderSchema.parse(" / Vision //  Hand  written/ ")).toBe("Vision/Hand written");
    expect(folderSchema.parse(" / ")).toBe("");
  });

  it("stays as it is when it is read again", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const once = folderSchema.safeParse(text);
        if (once.success) expect(folderSchema.parse(once.data)).toBe(once.data);
      }),
    );
  });

  it("is refused where it is too deep or a name too long, in words", () => {
    expect(() => folderSchema.parse("1/2/3/4/5/6/7")).toThrow("at most 6 deep");
    expect(() => folderSchema.parse("x".repeat(61))).toThrow("at most 60 characters");
  });
});

describe("folders", () => {
  it("are there while a notebook lies in them or below", () => {
    const notebooks = at("", "Vision/Digits", "Vision", "Vision/Digits/Old", "Text 10", "Text 2", "Visionary");
    expect(foldersIn("", notebooks)).toEqual([
      { path: "Text 2", notebooks: 1 },
      { path: "Text 10", notebooks: 1 },
      { path: "Vision", notebooks: 3 },
      { path: "Visionary", notebooks: 1 },
    ]);
    expect(foldersIn("Vision", notebooks)).toEqual([{ path: "Vision/Digits", notebooks: 2 }]);
    expect(allFolders(at("a/b/c"))).toEqual(["a", "a/b", "a/b/c"]);
  });

  it("hold what lies below them, and not what only begins alike", () => {
    expect(isWithin("Vision/Digits", "Vision")).toBe(true);
    expect(isWithin("Visionary", "Vision")).toBe(false);
    expect(isWithin("Vision", "")).toBe(true);
    expect(parentFolder("a/b/c")).toBe("a/b");
    expect(parentFolder("a")).toBe("");
  });
});

describe("tags", () => {
  it("are one whatever their case, and keep the case they had first", () => {
    expect(changeTags(["Draft", "gpu"], ["GPU", "paper"], ["draft"])).toEqual(["gpu", "paper"]);
    expect(tagCounts([{ tags: ["GPU"] }, { tags: ["gpu", "draft"] }])).toEqual([
      { tag: "draft", notebooks: 1 },
      { tag: "GPU", notebooks: 2 },
    ]);
  });

  it("are kept without signs that lists of tags are written with", () => {
    expect(tagSchema.parse(" #to  do, ")).toBe("to do");
    expect(() => tagSchema.parse("#,")).toThrow("needs a letter");
  });
});
