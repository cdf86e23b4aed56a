import { QuireError } from "@/lib/protocol/errors";

export interface Place {
  /** Counted from 1, the header not included. */
  row?: number;
  column?: string;
  /** A change of the options with which the import would pass. */
  fix?: "asText";
}

/** What is wrong with the person's file, where, and what to do. */
export class ImportError extends QuireError {
  constructor(
    message: string,
    readonly place: Place = {},
    options?: ErrorOptions,
  ) {
    super("UNPROCESSABLE", message, options);
  }
}
