import { describe, expect, test } from "vitest";
import type { Signature } from "@/lib/protocol/model";
import { inkToPixels } from "./ink";
import { curlLine, exampleRow, pythonCall, typescriptCall } from "./snippets";
import { inShape, tryForm } from "./try-form";

const takes = (shape: number[], more: Partial<Signature> & { description?: string } = {}): Signature => {
  const { description, ...rest } = more;
  return {
    inputs: [{ name: "x", shape, dtype: "float32", ...(description ? { description } : {}) }],
    outputs: [{ name: "y", shape: [-1, 1], dtype: "float32" }],
    ...rest,
  };
};

describe("the form to try a model", () => {
  test("is a drawing for small square pictures, flat or not", () => {
    expect(tryForm(takes([-1, 64], { description: "pixels 0–16" }))).toEqual({
      kind: "drawing",
      size: 8,
      full: 16,
      shape: [64],
    });
    expect(tryForm(takes([-1, 784], { example: [0, 0.5, 1] }))).toEqual({
      kind: "drawing",
      size: 28,
      full: 1,
      shape: [784],
    });
    expect(tryForm(takes([-1, 28, 28, 1], { example: [[[0], [200]]] }))).toEqual({
      kind: "drawing",
      size: 28,
      full: 255,
      shape: [28, 28, 1],
    });
  });

  test("is fields for a few numbers, with their names where the description lists them", () => {
    expect(tryForm(takes([-1, 2]))).toEqual({ kind: "numbers", labels: ["x[0]", "x[1]"] });
    expect(tryForm(takes([-1, 3], { description: "bill length, bill depth, body mass" }))).toEqual({
      kind: "numbers",
      labels: ["bill length", "bill depth", "body mass"],
    });
  });

  test("is JSON for all else", () => {
    for (const signature of [
      takes([-1, 100]),
      takes([-1, -1, 3]),
      takes([-1, 32, 32, 3]),
      { ...takes([-1, 4]), inputs: [...takes([-1, 4]).inputs, ...takes([-1, 4]).inputs] },
    ])
      expect(tryForm(signature)).toEqual({ kind: "json" });
  });

  test("puts numbers into the row's shape", () => {
    expect(inShape([1, 2, 3, 4], [4])).toEqual([1, 2, 3, 4]);
    expect(inShape([1, 2, 3, 4], [2, 2, 1])).toEqual([
      [[1], [2]],
      [[3], [4]],
    ]);
  });

  test("counts ink as the mean over each pixel", () => {
    // 4 × 4 fine cells → 2 × 2 pixels: the first is full, the second half, the others empty.
    const ink = [1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(inkToPixels(ink, 4, 2, 16)).toEqual([16, 8, 0, 0]);
  });
});

describe("snippets", () => {
  const call = { origin: "http://localhost:3000", name: "digits", key: "quire_key_abc", row: [1, true, "it's"] };

  test("quote for the shell", () => {
    expect(curlLine(call)).toBe(
      `curl http://localhost:3000/v1/models/digits:predict \\\n  -H 'Authorization: Bearer quire_key_abc' \\\n  -d '{"instances":[[1,true,"it'\\''s"]]}'`,
    );
  });

  test("write Python's own literals", () => {
    expect(pythonCall(call)).toContain(`json.dumps({"instances": [[1, True, "it's"]]})`);
  });

  test("read the key from the environment when it is not known", () => {
    const unknown = { ...call, key: null };
    expect(curlLine(unknown)).toContain('"Authorization: Bearer $QUIRE_KEY"');
    expect(typescriptCall(unknown)).toContain("`Bearer ${process.env.QUIRE_KEY}`");
    expect(pythonCall(unknown)).toContain('os.environ["QUIRE_KEY"]');
  });

  test("have a row of zeros where the signature has no example", () => {
    expect(exampleRow(takes([-1, 3]))).toEqual([0, 0, 0]);
    expect(
      exampleRow({
        inputs: [
          { name: "a", shape: [-1], dtype: "bool" },
          { name: "b", shape: [-1, -1], dtype: "string" },
        ],
        outputs: [],
      }),
    ).toEqual({ a: false, b: [""] });
  });
});
