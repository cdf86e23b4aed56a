import type { ImportOptions } from "@/lib/datasets/import-options";
import type { EncodedPart } from "@/lib/datasets/part-writer";

/** A file on the server's own disk, under the name the person gave it. */
export interface SourceFile {
  path: string;
  name: string;
  size: number;
}

/** What an importer works with. */
export interface ImportContext {
  files: SourceFile[];
  options: ImportOptions;
  signal: AbortSignal;
  limits: ImportLimits;
  /** Keeps a part; parts come in row order. */
  keep: (part: EncodedPart) => Promise<void>;
  /** How far it is, in bytes: all is done at twice the files' size (found out once, kept once). */
  progress: (bytes: number, rows: number) => void;
  /** Tells the person something they may not expect. */
  note: (text: string) => void;
}

export interface ImportLimits {
  /** Of all that is unpacked from one file. */
  unpackedBytes: number;
  /** Unpacked to packed bytes; honest data seldom passes 20. */
  ratio: number;
  zipEntries: number;
  entryBytes: number;
  columns: number;
}

const MB = 1024 * 1024;

export const importLimits = (maxUploadMb: number): ImportLimits => ({
  unpackedBytes: maxUploadMb * MB * 4,
  ratio: 200,
  zipEntries: 300_000,
  entryBytes: 64 * MB,
  columns: 20_000,
});
