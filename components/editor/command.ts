/** What a person asked of the notebook by a key pressed in a cell's editor. */
export type EditorCommand =
  | { type: "commandMode" }
  | { type: "runAndAdvance" }
  | { type: "run" }
  | { type: "runAndInsert" }
  /** At an offset in the cell's text. */
  | { type: "split"; offset: number }
  | { type: "leaveUp" }
  | { type: "leaveDown" }
  | { type: "palette" };

/** Where the caret goes when a cell gets the focus. */
export type CaretPlace = "keep" | "start" | "end" | { offset: number; length: number } | { x: number; y: number };
