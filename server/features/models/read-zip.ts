import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { QuireError } from "@/lib/protocol/errors";

const MAX_FILES = 200;

const broken = (why: string) => new QuireError("BAD_REQUEST", `The zip file cannot be read: ${why}.`);

const openZip = promisify<Buffer, yauzl.Options, ZipFile>(yauzl.fromBuffer);

/** The files of a small zip by their own name, without folders. What is too much or unpacks to more than it says is refused. */
export async function readZip(bytes: Buffer, maxBytes: number): Promise<Map<string, Buffer>> {
  const zip = await openZip(bytes, { lazyEntries: true, validateEntrySizes: true }).catch((error: unknown) => {
    throw broken(error instanceof Error ? error.message : "it is damaged");
  });
  try {
    return await readEntries(zip, maxBytes);
  } finally {
    zip.close();
  }
}

async function readEntries(zip: ZipFile, maxBytes: number): Promise<Map<string, Buffer>> {
  if (zip.entryCount > MAX_FILES) throw broken(`it holds ${zip.entryCount} files; at most ${MAX_FILES} are taken`);
  const files = new Map<string, Buffer>();
  let total = 0;
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName.endsWith("/")) continue;
    total += entry.uncompressedSize;
    if (total > maxBytes)
      throw new QuireError("TOO_LARGE", `The zip file unpacks to more than ${maxBytes / 2 ** 20} MB.`);
    const name = entry.fileName.split("/").at(-1) ?? "";
    if (files.has(name)) throw broken(`it holds two files called ${name}`);
    files.set(name, await readEntry(zip, entry));
  }
  return files;
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) yield entry;
}

function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      zip.off("entry", onEntry).off("end", onEnd).off("error", onError);
      act();
    };
    const onEntry = (entry: Entry) => finish(() => resolve(entry));
    const onEnd = () => finish(() => resolve(null));
    const onError = (error: Error) => finish(() => reject(broken(error.message)));
    zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
    zip.readEntry();
  });
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  try {
    const stream = await promisify(
      zip.openReadStream.bind(zip) as (
        entry: Entry,
        done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
      ) => void,
    )(entry);
    return await buffer(stream);
  } catch (error) {
    throw broken(error instanceof Error ? error.message : "a file in it is damaged");
  }
}
