import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signature, TensorSpec } from "@/lib/protocol/model";
import { parseLooseJson, writeFloat, writeNested } from "./loose-json";
import { readExamples, readPredict, writeClassify, writePredict, writeRegress } from "./predict-form";
import { readTensor } from "./read-tensor";
import type { Tensor } from "./tensor";

const spec = (name: string, shape: number[], dtype: TensorSpec["dtype"] = "float32"): TensorSpec => ({
  name,
  shape,
  dtype,
});
const pair: Signature = { inputs: [spec("x", [-1, 2])], outputs: [spec("y", [-1, 2])] };
const two: Signature = {
  inputs: [spec("a", [-1, 1]), spec("b", [-1], "int32")],
  outputs: [spec("sum", [-1, 1]), spec("count", [-1], "int32")],
};
const floats = (shape: number[], values: number[]): Tensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

describe("a predict request", () => {
  test("takes rows, plain or named", () => {
    const expected = { form: "row", inputs: [floats([2, 2], [1, 2, 3, 4])] };
    expect(
      readPredict(
        {
          instances: [
            [1, 2],
            [3, 4],
          ],
        },
        pair,
      ),
    ).toEqual(expected);
    expect(readPredict({ instances: [{ x: [1, 2] }, { x: [3, 4] }], signature_name: "serving_default" }, pair)).toEqual(
      expected,
    );
  });

  test("takes columns, plain or named", () => {
    const expected = { form: "columnar", inputs: [floats([1, 2], [1, 2])] };
    expect(readPredict({ inputs: [[1, 2]] }, pair)).toEqual(expected);
    expect(readPredict({ inputs: { x: [[1, 2]] } }, pair)).toEqual(expected);
  });

  test("takes several inputs in both forms", () => {
    const inputs = [floats([2, 1], [1, 2]), { dtype: "int32", shape: [2], data: Int32Array.from([5, 6]) }];
    expect(
      readPredict(
        {
          instances: [
            { a: [1], b: 5 },
            { b: 6, a: [2] },
          ],
        },
        two,
      ).inputs,
    ).toEqual(inputs);
    expect(readPredict({ inputs: { b: [5, 6], a: [[1], [2]] } }, two).inputs).toEqual(inputs);
  });

  const refused: [string, unknown, Signature, RegExp][] = [
    ["no object", [1], pair, /JSON object/],
    ["null", null, pair, /JSON object/],
    ["neither form", {}, pair, /either "instances" \(rows\) or "inputs"/],
    ["both forms", { instances: [[1, 2]], inputs: [[1, 2]] }, pair, /not both/],
    ["no rows", { instances: [] }, pair, /at least one row/],
    ["no rows in columns", { inputs: { a: [], b: [] } }, two, /shape \[0\]/],
    ["no list", { instances: 3 }, pair, /list of at least one row/],
    [
      "a wrong width",
      { instances: [[1, 2, 3]] },
      pair,
      /"x" has the shape \[1, 3\]\. It takes numbers of shape \[-1, 2\]/,
    ],
    ["a missing axis", { instances: [1, 2] }, pair, /has the shape \[2\]/],
    ["a ragged row", { instances: [[1, 2], [3]] }, pair, /ragged: the list at \[1\] has 1 elements where 2/],
    ["text among numbers", { instances: [[1, "two"]] }, pair, /has the text "two" at \[0\]\[1\]/],
    ["null among numbers", { instances: [[1, null]] }, pair, /has null at \[0\]\[1\]/],
    ["a list among numbers", { instances: [[1, [2]]] }, pair, /has a list at \[0\]\[1\]/],
    ["a fraction for a whole number", { inputs: { a: [[1]], b: [1.5] } }, two, /the number 1.5 at \[0\]/],
    ["an unknown input", { instances: [{ a: [1], b: 1, c: 1 }] }, two, /"c" that the model does not take/],
    ["a missing input", { instances: [{ a: [1] }] }, two, /lacks the input "b"/],
    ["plain rows for two inputs", { instances: [[1]] }, two, /must be an object with the inputs "a", "b"/],
    ["columns of different length", { inputs: { a: [[1], [2]], b: [1] } }, two, /different numbers of rows: 2, 1/],
    ["another signature", { instances: [[1, 2]], signature_name: "other" }, pair, /no signature "other"/],
  ];
  for (const [name, body, signature, message] of refused)
    test(`with ${name} is refused with the reason`, () => {
      expect(() => readPredict(body, signature)).toThrow(message);
      expect(() => readPredict(body, signature)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
    });

  test("reads bytes as text, and refuses bytes that are none", () => {
    const text: Signature = { inputs: [spec("t", [-1], "string")], outputs: [spec("y", [-1])] };
    expect(readPredict({ instances: [{ b64: "aMOp" }, "x"] }, text).inputs[0]?.data).toEqual(["hé", "x"]);
    expect(() => readPredict({ instances: [{ b64: "/w==" }] }, text)).toThrow("has an object at [0]");
  });
});

describe("an answer", () => {
  test("of one output is unnamed, of several is named, in either form", () => {
    expect(writePredict("row", [floats([2, 2], [1, 0.5, 0, NaN])], pair)).toBe('{"predictions":[[1,0.5],[0,NaN]]}');
    expect(writePredict("columnar", [floats([1, 2], [1, -Infinity])], pair)).toBe('{"outputs":[[1,-Infinity]]}');
    const outputs: Tensor[] = [floats([2, 1], [1, 2]), { dtype: "int32", shape: [2], data: Int32Array.from([5, 6]) }];
    expect(writePredict("row", outputs, two)).toBe('{"predictions":[{"sum":[1],"count":5},{"sum":[2],"count":6}]}');
    expect(writePredict("columnar", outputs, two)).toBe('{"outputs":{"sum":[[1],[2]],"count":[5,6]}}');
  });

  test("that is not one a row asks for the columnar form", () => {
    expect(() => writePredict("row", [floats([], [1])], pair)).toThrow("columnar");
  });

  test("of classify pairs labels with scores, of regress gives numbers", () => {
    const signature = { ...pair, labels: ["cat", "dog"] };
    expect(readExamples({ examples: [{ x: [1, 2] }] }, signature)).toEqual([floats([1, 2], [1, 2])]);
    expect(writeClassify([floats([1, 2], [0.25, 0.75])], signature)).toBe('{"results":[[["cat",0.25],["dog",0.75]]]}');
    expect(writeRegress([floats([2, 1], [1, 2])])).toBe('{"results":[1,2]}');
    expect(() => writeRegress([floats([1, 2], [1, 2])])).toThrow("more than one number");
  });
});

describe("loose JSON", () => {
  test("reads bare NaN and infinities, and leaves them alone within strings", () => {
    expect(parseLooseJson('{"a":[NaN,-Infinity,Infinity,1],"NaN":"NaN \\" Infinity"}')).toEqual({
      a: [NaN, -Infinity, Infinity, 1],
      NaN: 'NaN " Infinity',
    });
  });

  for (const text of ["", "{", "[1,]", "{'a':1}", "NaN NaN", "[Infinityx]", "NULL"])
    test(`refuses ${JSON.stringify(text)}`, () => expect(() => parseLooseJson(text)).toThrow("not JSON"));

  test("numbers come back as the same float32", () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(Math.fround(Number(writeFloat(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test("a tensor written and read is the same tensor", () => {
    const tensor = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return fc.array(fc.float(), { minLength: size, maxLength: size }).map((values) =>
        floats(
          shape,
          values.map((v) => v + 0),
        ),
      );
    });
    fc.assert(
      fc.property(tensor, (original) => {
        const text = writeNested(original, original.shape);
        expect(
          readTensor(
            spec(
              "x",
              original.shape.map(() => -1),
            ),
            parseLooseJson(text),
          ),
        ).toEqual(original);
      }),
    );
  });
});
