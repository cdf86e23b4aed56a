import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SecretMask, SHORTEST_RUN } from "./secret-mask";

const KEY = "sk-live-9f8E7d6C5b4A/3+2=1&0 x";
const maskFor = (value = KEY, name = "KEY") => {
  const mask = new SecretMask();
  mask.add(name, value);
  return mask;
};

const utf8 = (text: string) => Buffer.from(text, "utf8");
/** As programs write a value without meaning to hide it. */
const writers: Record<string, (value: string) => string> = {
  plain: (value) => value,
  json: (value) => JSON.stringify({ key: value }),
  "json in json": (value) => JSON.stringify(JSON.stringify({ key: value })),
  html: (value) => value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;"),
  address: (value) => `https://api.example.org/?key=${encodeURIComponent(value)}&x=1`,
  form: (value) => new URLSearchParams({ key: value }).toString(),
  base64: (value) => utf8(value).toString("base64"),
  base64url: (value) => utf8(value).toString("base64url"),
  "basic authorization": (value) => `Basic ${utf8(`ana:${value}`).toString("base64")}`,
  "longer name": (value) => utf8(`mara:${value}\n`).toString("base64"),
  hex: (value) => utf8(value).toString("hex"),
  "upper hex": (value) => utf8(value).toString("hex").toUpperCase(),
};

/** What of its base64 is the same whatever stands before and after, for a number of bytes before. */
function base64Core(value: string, before: number): string {
  const [one, other] = ["\0", "~"].map((pad) => utf8(pad.repeat(before) + value + pad.repeat(3)).toString("base64"));
  const same = Array.from(one ?? "", (character, at) => (character === other?.[at] ? character : " ")).join("");
  return same.trim();
}

/** Stretches of text that must not be left anywhere. */
const tracesOf = (value: string): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  writers.html?.(value) ?? "",
  encodeURIComponent(value),
  new URLSearchParams({ "": value }).toString().slice(1),
  utf8(value).toString("hex"),
  utf8(value).toString("hex").toUpperCase(),
  ...[0, 1, 2].map((before) => base64Core(value, before)),
  ...[0, 1, 2].map((before) => base64Core(value, before).replaceAll("+", "-").replaceAll("/", "_")),
];

/** What a key looks like: no run of a few characters over and over, which stands in any text. */
const secretArb = fc
  .array(fc.constantFrom(..."abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.~!*'()+/=&<>\" é€😀\\"), {
    minLength: 16,
    maxLength: 80,
  })
  .map((characters) => characters.join(""))
  .filter((value) => new Set(value).size > 8 && value.trim() === value);
const noiseArb = fc.string({ maxLength: 40 });

/** The first stretch of a trace that was left, as long as none may be. */
function leak(trace: string, shown: string): string | undefined {
  for (let at = 0; at + SHORTEST_RUN <= trace.length; at++) {
    const run = trace.slice(at, at + SHORTEST_RUN);
    if (shown.includes(run)) return run;
  }
  return undefined;
}

const leaks = (value: string, shown: string) => tracesOf(value).flatMap((trace) => leak(trace, shown) ?? []);

describe("a secret that a kernel was given", () => {
  it.each(Object.entries(writers))("is masked in %s", (_, write) => {
    const masked = maskFor().text(`before ${write(KEY)} after`);
    expect(masked).toContain("•••• KEY");
    expect(masked.startsWith("before ")).toBe(true);
    expect(masked.endsWith(" after")).toBe(true);
    expect(leaks(KEY, masked)).toEqual([]);
  });

  it("never leaves in any chunk, in any form, whatever stands around it", () => {
    fc.assert(
      fc.property(
        secretArb,
        fc.array(fc.tuple(noiseArb, fc.constantFrom(...Object.keys(writers)), noiseArb), {
          minLength: 1,
          maxLength: 4,
        }),
        (value, places) => {
          const mask = maskFor(value);
          const texts = places.map(([before, how, after]) => before + (writers[how]?.(value) ?? "") + after);
          const chunk = {
            kind: "display",
            id: "d1",
            bundle: {
              "text/plain": texts.join("\n"),
              "application/json": { [texts[0] ?? ""]: texts, deep: [{ rows: [[texts[0], 1, null]] }] },
              "text/html": `<p>${texts.join("</p><p>")}</p>`,
            },
          };
          expect(leaks(value, JSON.stringify(mask.deep(chunk)))).toEqual([]);
          const file = mask.bytes(new Uint8Array(utf8(JSON.stringify(chunk))));
          expect(leaks(value, Buffer.from(file).toString("utf8"))).toEqual([]);
        },
      ),
    );
  });

  it("is masked where a text is cut in the middle of it, at either end", () => {
    fc.assert(
      fc.property(secretArb, fc.nat(80), fc.nat(80), noiseArb, (value, a, b, noise) => {
        const part = value.slice(Math.min(a, b), Math.max(a, b));
        const masked = maskFor(value).text(`${noise}${part}…`);
        if (part.length >= SHORTEST_RUN) expect(masked).not.toContain(part);
        expect(leak(value, masked)).toBeUndefined();
      }),
    );
  });

  it("is masked in base64 that is broken into lines, and over several parts of a line", () => {
    const lines = utf8(`{"user":"ana","key":"${KEY}"}`.repeat(4))
      .toString("base64")
      .replace(/(.{32})/g, "$1\n");
    expect(leaks(KEY, maskFor().text(lines).replaceAll("\n", ""))).toEqual([]);
    const [first, second] = maskFor().deep([KEY.slice(0, 15), KEY.slice(15)]);
    expect([first, second]).toEqual(["•••• KEY", "•••• KEY"]);
  });

  it("is masked as a key of an object, and leaves all else the very thing it was", () => {
    const rows = Float32Array.of(1, 2);
    const other = { a: [1, "b", { c: null }] };
    const masked = maskFor().deep({ [KEY]: 1, other, rows });
    expect(Object.keys(masked)).toEqual(["•••• KEY", "other", "rows"]);
    expect(masked.other).toBe(other);
    expect(masked.rows).toBe(rows);
  });

  it("keeps the length of a file", () => {
    const bytes = new Uint8Array(utf8(`12 é${KEY}34`));
    const masked = maskFor().bytes(bytes);
    expect(masked.length).toBe(bytes.length);
    expect(Buffer.from(masked).toString("utf8")).toBe(`12 é${"*".repeat(KEY.length)}34`);
    expect(Buffer.from(bytes).toString("utf8")).toContain(KEY);
  });

  it("is known by its parts where it is a file of credentials", () => {
    const key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    const mask = maskFor(JSON.stringify({ type: "service", private_key: `-----BEGIN-----\n${key}\n-----END-----` }));
    expect(mask.text(`the key ${key}.`)).toBe("the key •••• KEY.");
    expect(mask.text("type service")).toBe("type service");
  });

  it("with eight characters is masked as a whole", () => {
    expect(maskFor("hunter22").text("it is hunter22, hunter2")).toBe("it is •••• KEY, hunter2");
  });

  it("bears the name of the one that was shown", () => {
    const mask = maskFor("first-value-of-many", "ONE");
    mask.add("TWO", "second-thing-altogether");
    expect(mask.text("second-thing-altogether first-value-of-many")).toBe("•••• TWO •••• ONE");
  });
});
