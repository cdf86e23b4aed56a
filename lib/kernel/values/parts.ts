import { QuireError } from "@/lib/protocol/errors";
import type { BytesRef, ValueManifest } from "./manifest";
import { sha256 } from "./sha256";

/** Bytes by the hash of their content. */
export type Parts = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
export type ReadPart = (hash: string) => Promise<Uint8Array>;

/** So large is a part of its own, so that it costs nothing where it has not changed; what is smaller shares one. */
const ALONE = 64 * 1024;
const PACK = 4 * 1024 * 1024;
const AT_ONCE = 4;

/** Gathers the bytes of a value in parts. The same bytes in the same order make the same parts. */
export class PartWriter {
  readonly #parts: Uint8Array<ArrayBuffer>[][] = [];
  #pack: { index: number; bytes: number } | undefined;

  /** `bytes` are kept as they are: the caller must not write to them any more. */
  add(bytes: Uint8Array<ArrayBuffer>): BytesRef {
    if (bytes.byteLength >= ALONE) return { part: this.#parts.push([bytes]) - 1, at: 0, bytes: bytes.byteLength };
    if (!this.#pack || this.#pack.bytes + bytes.byteLength > PACK)
      this.#pack = { index: this.#parts.push([]) - 1, bytes: 0 };
    const pack = this.#pack;
    this.#parts[pack.index]?.push(bytes);
    const at = pack.bytes;
    pack.bytes += bytes.byteLength;
    return { part: pack.index, at, bytes: bytes.byteLength };
  }

  async finish(): Promise<{ list: ValueManifest["parts"]; parts: Parts }> {
    const whole = this.#parts.map(joined);
    const hashes = await Promise.all(whole.map(sha256));
    const named = whole.map((bytes, index) => [hashes[index] ?? "", bytes] as const);
    return { list: named.map(([hash, bytes]) => ({ hash, bytes: bytes.byteLength })), parts: new Map(named) };
  }
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = pieces;
  if (pieces.length === 1 && first) return first;
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** The parts of a value, all of them whole. */
export class PartReader {
  private constructor(private readonly parts: readonly Uint8Array<ArrayBuffer>[]) {}

  /** Reads each part once, and checks it against its hash: throws where one is not what it is said to be. */
  static async open(list: ValueManifest["parts"], read: ReadPart): Promise<PartReader> {
    const wanted = new Map(list.map(({ hash, bytes }) => [hash, bytes]));
    const found = new Map<string, Uint8Array<ArrayBuffer>>();
    const queue = wanted.entries();
    const work = async () => {
      for (const [hash, bytes] of queue) {
        const got = new Uint8Array(await read(hash));
        if (got.byteLength !== bytes || (await sha256(got)) !== hash)
          throw new QuireError("UNPROCESSABLE", `A part of it is damaged (${hash.slice(0, 12)}…).`);
        found.set(hash, got);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, wanted.size) }, work));
    return new PartReader(list.map(({ hash }) => found.get(hash) ?? new Uint8Array()));
  }

  /** A copy, with memory of its own. */
  read({ part, at, bytes }: BytesRef): Uint8Array<ArrayBuffer> {
    const whole = this.parts[part];
    if (!whole || at + bytes > whole.byteLength)
      throw new QuireError("UNPROCESSABLE", "It is cut short: it refers to bytes that are not there.");
    return whole.slice(at, at + bytes);
  }
}
