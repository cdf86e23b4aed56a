import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { checkValue, refuseFile, valueOf } from "./check";
import type { Control } from "./control";
import { fromParameter } from "./parameter";

const slider: Control = { type: "slider", label: "Rate", min: 0, max: 1, step: 0.1, value: 0.5 };
const text: Control = { type: "text", label: "Name", value: "", required: true, maxLength: 5, pattern: "[a-z]+" };
const error = (control: Control, raw: unknown) => {
  const checked = checkValue(control, raw);
  return "error" in checked ? checked.error : null;
};

describe("what an input takes", () => {
  it("takes a number between its ends and on its steps, and says what is wrong with another", () => {
    expect([0, 0.3, 1].map((value) => error(slider, value))).toEqual([null, null, null]);
    expect(error(slider, -1)).toBe("At least 0.");
    expect(error(slider, 2)).toBe("At most 1.");
    expect(error(slider, 0.25)).toBe("In steps of 0.1.");
    expect(error(slider, "0.5")).toBe("Write a number.");
    expect(error(slider, Number.NaN)).toBe("Write a number.");
    expect(error({ type: "number", label: "n", step: 1, value: 1 }, 1.5)).toBe("A whole number.");
  });

  it("takes every step of a slider, whatever its binary fractions are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0.001, 0.01, 0.1, 0.3, 1, 7), (count, step) => {
        const control: Control = { type: "slider", label: "s", min: 0, max: 1000 * step, step, value: 0 };
        expect(error(control, Number((count * step).toPrecision(12)))).toBeNull();
      }),
    );
  });

  it("takes text of the wanted shape", () => {
    expect(error(text, "abc")).toBeNull();
    expect(error(text, " ")).toBe("This cannot be empty.");
    expect(error(text, "abcdef")).toBe("At most 5 characters.");
    expect(error(text, "A1")).toBe("This does not fit [a-z]+.");
    expect(error({ ...text, patternHint: "Small letters." }, "A1")).toBe("Small letters.");
  });

  it("takes days that there are", () => {
    const date: Control = { type: "date", label: "d", min: "2026-01-02", required: true, value: "2026-01-03" };
    expect(error(date, "2026-02-28")).toBeNull();
    expect(error(date, "2026-02-30")).toBe("Choose a date.");
    expect(error(date, "2026-01-01")).toBe("Not before 2026-01-02.");
    expect(error(date, null)).toBe("Choose a date.");
  });

  it("refuses a file that is too large or of another kind before it is read", () => {
    expect(refuseFile({ maxBytes: 10 }, { name: "a", type: "", size: 11 })).toContain("more than the 10 B");
    const images = { accept: ".csv, image/*", maxBytes: 10 };
    expect(refuseFile(images, { name: "A.CSV", type: "", size: 1 })).toBeNull();
    expect(refuseFile(images, { name: "a", type: "image/png", size: 1 })).toBeNull();
    expect(refuseFile(images, { name: "a.txt", type: "text/plain", size: 1 })).toContain("a.txt is none of");
  });

  it("names the field of a form that does not fit, and gives missing ones their own value", () => {
    const form: Control = {
      type: "form",
      label: "f",
      submit: "Go",
      fields: [
        { name: "rate", field: slider },
        { name: "on", field: { type: "checkbox", label: "On", value: true } },
      ],
      value: { rate: 0.5, on: true },
    };
    expect(error(form, { rate: 9 })).toBe("Rate: At most 1.");
    expect(valueOf(form, { rate: 0.2, more: 1 })).toEqual({ rate: 0.2, on: true });
  });

  it("keeps a chosen value only while the control can have it", () => {
    expect(valueOf(slider, 0.7)).toBe(0.7);
    expect(valueOf({ ...slider, max: 0.6 }, 0.7)).toBe(0.5);
    expect(valueOf(slider, undefined)).toBe(0.5);
  });

  it("never throws, whatever lies in the document", () => {
    const controls: Control[] = [
      slider,
      text,
      { type: "range", label: "r", min: 0, max: 5, step: 1, value: [0, 5] },
      { type: "multiSelect", label: "m", options: ["a", "b"], value: [] },
      { type: "file", label: "f", maxBytes: 10, value: null },
      { type: "table", label: "t", columns: [], rows: [["x"]], total: 1, many: false, value: [] },
      { type: "form", label: "f", submit: "Go", fields: [{ name: "rate", field: slider }], value: { rate: 0.5 } },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...controls), fc.jsonValue(), (control, raw) => {
        const value = valueOf(control, raw);
        expect(checkValue({ ...control, required: false } as Control, value)).toHaveProperty("value");
      }),
    );
  });
});

describe("parameters of a script", () => {
  it("are read from text as the control needs it", () => {
    expect(fromParameter(slider, "0.1")).toBe(0.1);
    expect(fromParameter({ type: "checkbox", label: "c", value: false }, "true")).toBe(true);
    expect(fromParameter({ type: "range", label: "r", min: 0, max: 9, step: 1, value: [0, 9] }, "1,2")).toEqual([1, 2]);
    expect(fromParameter(text, "7")).toBe("7");
    expect(fromParameter(slider, 0.2)).toBe(0.2);
  });
});
