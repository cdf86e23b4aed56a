import fc from "fast-check";
import { expect, it } from "vitest";
import { BadMessage, encode, MessageReader } from "./channel-codec";

function readAll(chunks: Buffer[]): unknown[] {
  const reader = new MessageReader();
  const found: unknown[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next; next = reader.next()) found.push(next.message);
  }
  return found;
}

const message = fc.oneof(
  fc.jsonValue(),
  fc.record({
    id: fc.integer(),
    value: fc.oneof(fc.uint8Array(), fc.float64Array(), fc.int16Array(), fc.bigInt64Array()),
  }),
);

it("brings messages over whole and in order, however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.integer({ min: 1, max: 40 })), (messages, cuts) => {
      const stream = Buffer.concat(messages.map(encode));
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) chunks.push(stream.subarray(at, (at += cut)));
      expect(readAll(chunks)).toEqual(messages.map((one) => structuredClone(one)));
    }),
  );
});

it("reads rubbish as messages of nobody, and never fails otherwise", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 60 }), fc.integer({ min: 0, max: 60 }), (noise, at) => {
      const stream = encode({ type: "output", bytes: Uint8Array.of(1, 2, 3), list: [1, "two", { three: 3 }] });
      stream.set(noise.subarray(0, Math.max(0, stream.length - at)), Math.min(at, stream.length));
      try {
        readAll([stream]);
      } catch (error) {
        expect(error).toBeInstanceOf(BadMessage);
      }
    }),
    { numRuns: 2000 },
  );
});

it("gives typed arrays memory of their own, which later changes of the sender do not reach", () => {
  const shared = new Float32Array([1, 2, 3, 4]);
  const stream = encode({ part: shared.subarray(1, 3), view: new DataView(shared.buffer, 4, 4) });
  shared.fill(0);
  const [found] = readAll([stream]) as [{ part: Float32Array; view: DataView }];
  expect(found.part).toEqual(Float32Array.of(2, 3));
  expect(found.part.buffer.byteLength).toBe(8);
  expect(found.view.getFloat32(0, true)).toBe(2);
});

it("refuses to send what is no value", () => {
  expect(() => encode({ call: () => 1 })).toThrow("could not be cloned");
});
