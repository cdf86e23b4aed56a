import { Deserializer, Serializer } from "node:v8";
import { binaryViews } from "@/lib/kernel/values/binary-views";

/** What came is no message of a kernel's: it lies, or it is another program. */
export class BadMessage extends Error {
  override name = "BadMessage";
}

/** Objects and texts become several times their size when they are read; bytes do not. */
const MAX_VALUES = 64 * 2 ** 20;
const MAX_BYTES = 512 * 2 ** 20;
const MAX_DEPTH = 500;
const MAX_NODES = 5_000_000;

/** Two lengths: of the values, and of the bytes that they refer to. */
const HEADER = 8;

const kinds: readonly (new (buffer: ArrayBuffer) => ArrayBufferView)[] = Object.values(binaryViews);

/** Values as V8 writes them; the contents of typed arrays lie beside them, so that these may be large and those not. */
class Packer extends Serializer {
  readonly parts: Uint8Array[] = [];

  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(object: unknown): void {
    const kind = kinds.findIndex((one) => object instanceof one);
    if (kind < 0 || !ArrayBuffer.isView(object)) throw new TypeError("This object cannot leave the kernel.");
    this.writeUint32(kind);
    this.writeUint32(object.byteLength);
    this.parts.push(new Uint8Array(object.buffer, object.byteOffset, object.byteLength));
  }
}

class Unpacker extends Deserializer {
  #at = 0;

  constructor(
    values: Buffer,
    private readonly bytes: Buffer,
  ) {
    super(values);
  }

  _readHostObject(): unknown {
    const kind = kinds[this.readUint32()];
    const end = this.#at + this.readUint32();
    if (!kind || end > this.bytes.length) throw new BadMessage("It has bytes that are not there.");
    // A buffer of its own each, of just that length, as the browser hands it over.
    const own = new Uint8Array(end - this.#at);
    own.set(this.bytes.subarray(this.#at, end));
    this.#at = end;
    return new kind(own.buffer);
  }
}

/** A copy: what is sent may change at once. */
export function encode(message: unknown): Buffer {
  const packer = new Packer();
  packer.writeHeader();
  packer.writeValue(message);
  const values = packer.releaseBuffer();
  const bytes = packer.parts.reduce((total, part) => total + part.length, 0);
  if (values.length > MAX_VALUES || bytes > MAX_BYTES)
    throw new RangeError(`It is too large to pass between a kernel and its host (${values.length + bytes} bytes).`);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(values.length, 0);
  header.writeUInt32LE(bytes, 4);
  return Buffer.concat([header, values, ...packer.parts]);
}

/** The first bytes that this V8 writes: an older form is no message, for nobody here writes it. */
const FORM = encode(null).subarray(HEADER, HEADER + 2);

function decode(values: Buffer, bytes: Buffer): unknown {
  try {
    if (!FORM.equals(values.subarray(0, 2))) throw new BadMessage("It is in another form.");
    const unpacker = new Unpacker(values, bytes);
    unpacker.readHeader();
    const message: unknown = unpacker.readValue();
    requirePlain(message);
    return message;
  } catch (error) {
    throw error instanceof BadMessage ? error : new BadMessage(`It cannot be read (${String(error)}).`);
  }
}

/**
 * A few bytes can stand for an array with four thousand million holes, a circle, or a tree that doubles at each step:
 * whoever walks such a message, and every schema does, never comes back.
 */
function requirePlain(message: unknown): void {
  let left = MAX_NODES;
  const open: { value: object; depth: number }[] = [];
  const look = (value: unknown, depth: number) => {
    if (--left < 0 || depth > MAX_DEPTH) throw new BadMessage("It has too many parts.");
    if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) open.push({ value, depth });
  };
  look(message, 0);
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (Array.isArray(value) && value.length > left) throw new BadMessage("It has too many parts.");
    if (value instanceof Map || value instanceof Set)
      value.forEach((one: unknown, key: unknown) => (look(key, depth + 1), look(one, depth + 1)));
    else for (const one of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) look(one, depth + 1);
  }
}

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = HEADER;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole message, if it is there. Throws at what is none; after that the stream is of no use. */
  next(): { message: unknown } | undefined {
    if (this.#length < this.#needed) return undefined;
    const all = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    const size = sizeOf(all);
    const end = HEADER + size.values + size.bytes;
    this.#needed = end;
    if (all.length < end) return undefined;
    this.#chunks = [all.subarray(end)];
    this.#length = all.length - end;
    this.#needed = HEADER;
    const bytesAt = HEADER + size.values;
    return { message: decode(all.subarray(HEADER, bytesAt), all.subarray(bytesAt, end)) };
  }
}

function sizeOf(header: Buffer): { values: number; bytes: number } {
  const size = { values: header.readUInt32LE(0), bytes: header.readUInt32LE(4) };
  if (size.values > MAX_VALUES || size.bytes > MAX_BYTES) throw new BadMessage("It is too large.");
  return size;
}
