import type { SourceFile } from "./import-context";
import { count } from "@/lib/format/number";
import { ImportError } from "./import-error";

/** UTF-8 text of the bytes. `row` says how far the reader is, for the error. */
export async function* decodeUtf8(
  bytes: AsyncIterable<Buffer>,
  file: SourceFile,
  row: () => number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ImportError(
      `${file.name} is not UTF-8 text: near row ${count(row() + 1)} there are bytes that mean nothing in it. Save the file with the encoding UTF-8 and import it again.`,
      { row: row() + 1 },
      { cause: error },
    );
  }
}
