export const importFormats = ["csv", "jsonl", "images", "idx"] as const;
export type ImportFormat = (typeof importFormats)[number];

export type Detected = { format: ImportFormat; gzip: boolean } | { problem: string };

const begins = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);

/** Enough of a file's beginning to tell what it is. */
export const HEAD_BYTES = 4096;

/** What a file is, by how it begins; its name decides only where the bytes could be either. `head` of a gzip is what is inside it. */
export function detectFormat(head: Uint8Array, fileName: string, gzip: boolean): Detected {
  const name = fileName.toLowerCase().replace(/\.gz$/, "");
  if (head.length === 0) return { problem: "The file is empty. Choose one that has rows." };
  const found = byMagic(head, name) ?? byText(head, name);
  return "problem" in found ? found : { ...found, gzip };
}

type Found = { format: ImportFormat } | { problem: string };

function byMagic(head: Uint8Array, name: string): Found | null {
  const text = new TextDecoder("latin1").decode(head);
  if (begins(head, 0x50, 0x4b, 0x03, 0x04))
    return /\.(xlsx|ods|docx)$/.test(name) || text.includes("[Content_Types].xml")
      ? { problem: "This is a spreadsheet. Save the sheet as CSV and import that." }
      : { format: "images" };
  if (begins(head, 0, 0, 8) && (head[3] ?? 0) >= 1 && (head[3] ?? 0) <= 4) return { format: "idx" };
  if (text.startsWith("PAR1"))
    return { problem: "This is a Parquet file, which is not read yet. Export it as CSV or JSON Lines." };
  if (text.startsWith("ARROW1"))
    return { problem: "This is an Arrow file, which is not read yet. Export it as CSV or JSON Lines." };
  if (begins(head, 0x89, 0x50, 0x4e, 0x47) || begins(head, 0xff, 0xd8))
    return { problem: "This is one picture. Put a folder for each class into a zip and import that." };
  if (begins(head, 0x1f, 0x8b)) return { problem: "This is a gzip within a gzip. Unpack it once and import that." };
  if (text.slice(257, 262) === "ustar")
    return { problem: "This is a tar archive. Pack the folders as a zip and import that." };
  return null;
}

function byText(head: Uint8Array, name: string): Found {
  if (head.includes(0))
    return {
      problem:
        "This is a binary file of no kind that is read here. CSV, JSON Lines, zips of class folders and IDX files are.",
    };
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (text.startsWith("[") && !/\.(csv|tsv|txt)$/.test(name))
    return { problem: "This is one JSON array. Write it as JSON Lines: one object on each line." };
  return text.startsWith("{") && !/\.(csv|tsv|txt)$/.test(name) ? { format: "jsonl" } : { format: "csv" };
}
