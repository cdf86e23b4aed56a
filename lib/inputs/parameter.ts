import type { Control } from "./control";

/** Parameters of a script come as text: a number, yes or no, or a list is read from it where the control needs one. */
export function fromParameter(control: Control, raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  switch (control.type) {
    case "slider":
    case "number":
    case "button":
      return raw.trim() === "" ? raw : Number(raw);
    case "checkbox":
      return raw === "true" ? true : raw === "false" ? false : raw;
    case "range":
      return raw.split(",").map(Number);
    case "multiSelect":
      return raw === "" ? [] : raw.split(",").map((one) => one.trim());
    case "table":
      return raw === "" ? [] : raw.split(",").map(Number);
    default:
      return raw;
  }
}
