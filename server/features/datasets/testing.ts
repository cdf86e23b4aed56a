import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { type ImportOptionsInput, importOptionsSchema } from "@/lib/datasets/import-options";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { decodePart } from "@/lib/datasets/decode-part";
import { type Value, valueAt } from "@/lib/datasets/column-data";
import { importFiles } from "./import/import-files";
import { importLimits } from "./import/import-context";

export interface TestFile {
  name: string;
  bytes: Buffer | string;
}

export interface TestImport {
  columns: DatasetColumn[];
  notes: string[];
  partRows: number[];
  rows: Record<string, Value>[];
}

/** Runs an importer on files made for the test and decodes what it kept. */
export async function importForTest(
  files: TestFile[],
  options: ImportOptionsInput = {},
  maxUploadMb = 64,
): Promise<TestImport> {
  const folder = await mkdtemp(join(tmpdir(), "quire-import-"));
  try {
    const sources = await Promise.all(
      files.map(async ({ name, bytes }, i) => {
        const path = join(folder, String(i));
        await writeFile(path, bytes);
        return { path, name, size: Buffer.byteLength(bytes) };
      }),
    );
    const notes: string[] = [];
    const parts: Uint8Array[] = [];
    const columns = await importFiles({
      files: sources,
      options: importOptionsSchema.parse(options),
      signal: new AbortController().signal,
      limits: importLimits(maxUploadMb),
      keep: (part) => {
        parts.push(part.arrow);
        return Promise.resolve();
      },
      progress: () => undefined,
      note: (text) => notes.push(text),
    });
    const decoded = parts.map((part) => decodePart(part, columns));
    const rows = decoded.flatMap((part) =>
      Array.from({ length: part.rows }, (_, row) =>
        Object.fromEntries(part.columns.map((data) => [data.column.name, valueAt(data, row)])),
      ),
    );
    return { columns, notes, rows, partRows: decoded.map((part) => part.rows) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

export interface ZipEntry {
  path: string;
  bytes: Buffer;
  /** What the archive says, where it lies. */
  announced?: number;
}

/** A zip as any packer writes it, or one that lies. */
export function makeZip(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, announced = bytes.length } of entries) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(announced, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** An IDX file: big-endian sizes, then bytes. */
export function makeIdx(shape: number[], bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + shape.length * 4);
  head.writeUInt32BE(0x800 + shape.length, 0);
  shape.forEach((size, i) => head.writeUInt32BE(size, 4 + i * 4));
  return Buffer.concat([head, bytes]);
}
