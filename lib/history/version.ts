import { z } from "zod";
import type { NotebookContent } from "./notebook-diff";

export const MAX_NAME = 100;

export const versionNameSchema = z
  .string()
  .trim()
  .min(1, "A version's name cannot be empty.")
  .max(MAX_NAME, `A version's name has at most ${MAX_NAME} characters.`);

export interface VersionPerson {
  id: string;
  name: string;
}

/** A state of the notebook that is kept, as the timeline shows it. */
export interface Version {
  id: string;
  /** Null for one that the server kept by itself. */
  name: string | null;
  /** When the last edit in it was made. */
  at: Date;
  /** Who wrote since the version before, the latest first. */
  editors: VersionPerson[];
  /** What the notebook was called then. */
  title: string;
}

/** The notebook got another title. */
export interface Rename {
  id: number;
  at: Date;
  before: string;
  title: string;
  by: VersionPerson | null;
}

export interface Timeline {
  /** The newest first. */
  versions: Version[];
  /** The latest first. */
  renames: Rename[];
  /** What the notebook is called now. */
  title: string;
  /** What was written after the newest. */
  since: { at: Date; editors: VersionPerson[] } | null;
}

export interface VersionContent extends NotebookContent {
  id: string;
}

/** Who changed a cell between two versions; people are named by their place in a list. */
export interface CellChange {
  by: { person: number; at: Date }[];
  /** Whose the text is, character by character in runs; null for what was there before. */
  text: { person: number | null; length: number }[];
}

export interface Changes {
  people: VersionPerson[];
  /** By cell id. */
  cells: Record<string, CellChange>;
}
