/**
 * Reads the one batch of an Arrow IPC file by its framing, with every offset checked. Parts come from cells too, and the
 * Arrow library's reader trusts lengths: a crafted file makes it allocate without end. Layouts: Arrow's Message.fbs.
 */
export interface BatchBuffers {
  rows: number;
  nodes: { length: number; nullCount: number }[];
  buffers: Uint8Array[];
}

/** The bytes are no such file. */
export class FramingError extends Error {}

const MAGIC = "ARROW1";
const CONTINUATION = 0xffffffff;
const SCHEMA = 1;
const RECORD_BATCH = 3;

interface Message {
  headerType: number;
  header: FlatTable;
  bodyStart: number;
  bodyLength: number;
}

export function readBatch(bytes: Uint8Array): BatchBuffers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC) throw new FramingError("it is no Arrow file");
    // Some writers begin with the schema, some leave it to the footer; here the manifest says what the columns are.
    const first = readMessage(view, 8);
    const batch = first.headerType === SCHEMA ? readMessage(view, first.bodyStart + first.bodyLength) : first;
    if (batch.headerType !== RECORD_BATCH) throw new FramingError("it does not begin with a batch");
    return readBuffers(bytes, batch);
  } catch (error) {
    // DataView's own bounds check: the file ends before what it announces.
    throw error instanceof RangeError ? new FramingError("it is cut off or damaged", { cause: error }) : error;
  }
}

function readMessage(view: DataView, at: number): Message {
  const framed = view.getUint32(at, true) === CONTINUATION;
  const start = at + (framed ? 8 : 4);
  const length = view.getInt32(start - 4, true);
  if (length <= 0 || start + length > view.byteLength) throw new FramingError("it is cut off or damaged");
  const table = FlatTable.root(view, start);
  const headerType = table.byte(1);
  const bodyLength = table.long(3);
  if (start + length + bodyLength > view.byteLength) throw new FramingError("it is cut off or damaged");
  return { headerType, header: table.table(2), bodyStart: start + length, bodyLength };
}

function readBuffers(bytes: Uint8Array, { header, bodyStart, bodyLength }: Message): BatchBuffers {
  if (header.has(3)) throw new FramingError("it is compressed, and parts are kept plain");
  const nodes = header.pairs(1).map(([length, nullCount]) => ({ length, nullCount }));
  const buffers = header.pairs(2).map(([offset, length]) => {
    if (offset + length > bodyLength) throw new FramingError("a buffer lies outside of it");
    return bytes.subarray(bodyStart + offset, bodyStart + offset + length);
  });
  return { rows: header.long(0), nodes, buffers };
}

/** A FlatBuffers table: fields by number, found through its vtable. Reads outside of the view throw a RangeError. */
class FlatTable {
  private constructor(
    private readonly view: DataView,
    private readonly at: number,
  ) {}

  static root(view: DataView, at: number): FlatTable {
    return new FlatTable(view, at + view.getUint32(at, true));
  }

  has(field: number): boolean {
    return this.#field(field) !== null;
  }

  byte(field: number): number {
    const at = this.#field(field);
    return at === null ? 0 : this.view.getUint8(at);
  }

  long(field: number): number {
    const at = this.#field(field);
    return at === null ? 0 : this.#size(at);
  }

  table(field: number): FlatTable {
    const at = this.#field(field);
    if (at === null) throw new FramingError("a header is missing");
    return FlatTable.root(this.view, at);
  }

  /** A vector of structs of two 64-bit sizes. */
  pairs(field: number): [number, number][] {
    const at = this.#field(field);
    if (at === null) return [];
    const vector = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(vector, true);
    if (vector + 4 + length * 16 > this.view.byteLength) throw new FramingError("it is cut off or damaged");
    return Array.from({ length }, (_, i) => [this.#size(vector + 4 + i * 16), this.#size(vector + 12 + i * 16)]);
  }

  #size(at: number): number {
    const value = Number(this.view.getBigInt64(at, true));
    if (!Number.isSafeInteger(value) || value < 0) throw new FramingError("a length makes no sense");
    return value;
  }

  #field(field: number): number | null {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const slot = 4 + field * 2;
    if (slot >= this.view.getUint16(vtable, true)) return null;
    const offset = this.view.getUint16(vtable + slot, true);
    return offset === 0 ? null : this.at + offset;
  }
}
