import { detectFormat, type ImportFormat } from "@/lib/datasets/detect-format";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { csvSource } from "./csv-source";
import type { ImportContext, SourceFile } from "./import-context";
import { ImportError } from "./import-error";
import { importIdx } from "./import-idx";
import { importImages } from "./import-images";
import { importTable } from "./import-table";
import { jsonlSource } from "./jsonl-source";
import { isGzip, readHead } from "./read-file";

/** Reads the files by what they are. The columns that were kept; the parts went to `context.keep`. */
export async function importFiles(context: ImportContext): Promise<DatasetColumn[]> {
  const [file] = context.files;
  if (!file) throw new ImportError("No file was chosen.");
  const format = context.options.format ?? (await formatOf(file, context));
  if (context.files.length > 1 && format !== "idx")
    throw new ImportError(
      "Two files make one dataset only where they are MNIST's images and labels (IDX). Import these one by one.",
    );
  switch (format) {
    case "csv":
      return importTable(await csvSource(file, context), context);
    case "jsonl":
      return importTable(jsonlSource(file, context), context);
    case "images":
      return importImages(context);
    case "idx":
      return importIdx(context);
  }
}

async function formatOf(file: SourceFile, context: ImportContext): Promise<ImportFormat> {
  const found = detectFormat(await readHead(file, context), file.name, await isGzip(file));
  if ("problem" in found) throw new ImportError(found.problem);
  return found.format;
}
