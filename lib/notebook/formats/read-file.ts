import type { NotebookFile } from "../notebook-file";

/** A notebook from a file, and what the person should know of how it was read. */
export interface ReadFile {
  notebook: NotebookFile;
  notes: string[];
}
