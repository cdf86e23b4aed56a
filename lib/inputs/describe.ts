import { counted } from "@/lib/format/number";
import { chosenFileSchema, type Control, type Json } from "./control";

/** A control's value in a few words, for readers of plain text. */
export function describeValue(control: Control, value: Json): string {
  switch (control.type) {
    case "range":
      return words(value, " to ");
    case "multiSelect":
      return words(value, ", ");
    case "checkbox":
      return value === true ? "yes" : "no";
    case "file": {
      const file = chosenFileSchema.safeParse(value);
      return file.success ? file.data.name : "none";
    }
    case "button":
      return `pressed ${counted(Number(value), "time")}`;
    case "table":
      return `${counted(Array.isArray(value) ? value.length : 0, "row")} of ${control.total}`;
    case "form":
      return control.fields
        .map(({ name, field }) => `${field.label} ${describeValue(field, Reflect.get(Object(value), name) as Json)}`)
        .join("; ");
    default:
      return words([value], "");
  }
}

function words(value: Json, glue: string): string {
  const list = Array.isArray(value) ? value : [];
  const said = list.flatMap((one) => (typeof one === "string" || typeof one === "number" ? [String(one)] : []));
  return said.join(glue) || "none";
}
