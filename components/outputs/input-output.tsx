import type { Input } from "@/lib/inputs/control";
import { ButtonInput } from "./inputs/button-input";
import { FieldInput } from "./inputs/field-input";
import { FormInput } from "./inputs/form-input";
import { TableInput } from "./inputs/table-input";
import type { RendererProps } from "./renderer-props";

/** A control that a cell made with `input`. */
export default function InputOutput({ value: input }: RendererProps<Input>) {
  const { control } = input;
  switch (control.type) {
    case "button":
      return <ButtonInput input={input} />;
    case "table":
      return <TableInput input={input} table={control} />;
    case "form":
      return <FormInput input={input} form={control} />;
    default:
      return <FieldInput input={input} field={control} />;
  }
}
