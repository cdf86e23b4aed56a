import type { ChosenFile, Field } from "@/lib/inputs/control";

export interface FieldIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldControlProps<F extends Field = Field> {
  field: F;
  /** What stands in the control: while it is written it need not be a value that the field can have. */
  value: unknown;
  ids: FieldIds;
  disabled: boolean;
  onChange: (raw: unknown) => void;
  /** The person has finished writing. */
  onDone: () => void;
  upload: ((file: File) => Promise<ChosenFile>) | null;
}
