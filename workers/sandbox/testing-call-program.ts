const BASE = 0x40_0000;
const ENTRY = 64 + 56;

/** A whole program for Linux, in base64: it makes one system call and ends with its error's number, or 0. Arguments below 65536. */
export function callProgram(call: number, args: number[]): string {
  const code = process.arch === "arm64" ? arm64(call, args) : x64(call, args);
  const file = Buffer.alloc(ENTRY + code.length);
  // ELF, 64 bits, little-endian, for Linux; one segment that holds all of it.
  file.write("7f454c460201010000", "hex");
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(process.arch === "arm64" ? 183 : 62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(BASE + ENTRY), 24);
  file.writeBigUInt64LE(64n, 32);
  [64, 56, 1, 64].forEach((value, index) => file.writeUInt16LE(value, 52 + 2 * index));
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  [0, BASE, BASE, file.length, file.length, 0x1000].forEach((value, index) =>
    file.writeBigUInt64LE(BigInt(value), 72 + 8 * index),
  );
  code.copy(file, ENTRY);
  return file.toString("base64");
}

function x64(call: number, [a = 0, b = 0, c = 0]: number[]): Buffer {
  const load = (register: number, value: number) => {
    const bytes = Buffer.alloc(5, register);
    bytes.writeUInt32LE(value, 1);
    return bytes;
  };
  const negatedIfError = Buffer.from("89c7f7df85c0780231ff", "hex");
  const go = Buffer.from("0f05", "hex");
  const setUp = [load(0xb8, call), load(0xbf, a), load(0xbe, b), load(0xba, c)];
  return Buffer.concat([...setUp, go, negatedIfError, load(0xb8, 60), go]);
}

function arm64(call: number, [a = 0, b = 0, c = 0]: number[]): Buffer {
  const load = (register: number, value: number) => (0xd2800000 | (value << 5) | register) >>> 0;
  const go = 0xd4000001;
  const negatedIfError = [0xf100001f, 0xcb0003e0, 0x9a9fb000];
  const words = [load(0, a), load(1, b), load(2, c), load(8, call), go, ...negatedIfError, load(8, 93), go];
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  return bytes;
}
