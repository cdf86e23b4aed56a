import { expect, it, vi } from "vitest";
import { type ErrorCode, QuireError } from "@/lib/protocol/errors";
import type { HostCallName } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import { PatientHost } from "./patient-host";

/** A server that fails so, call after call, and then answers. */
function failing(...codes: ErrorCode[]) {
  const left = [...codes];
  const keys: unknown[] = [];
  const call = vi.fn((...given: unknown[]) => {
    keys.push(given[4]);
    const code = left.shift();
    return code === undefined ? Promise.resolve(null) : Promise.reject(new QuireError(code, `It is ${code}.`));
  });
  const end = new AbortController();
  const host = new PatientHost({ call: call as never }, end.signal);
  const shown: OutputChunk[] = [];
  const ask = (name: HostCallName) => host.call(name, {} as never, "x", (chunk) => shown.push(chunk));
  return { call, keys, ask, shown, end };
}

it("asks again while the server is away, and the cell does not know", async () => {
  const { call, ask, shown } = failing("UNAVAILABLE", "UNAVAILABLE");
  expect(await ask("runs.log")).toBeNull();
  expect([call.mock.calls.length, shown]).toEqual([3, []]);
});

it("keeps the key of a call over its repeats, and has another for each call", async () => {
  const { keys, ask } = failing("UNAVAILABLE", "UNAVAILABLE");
  await ask("models.save");
  await ask("models.save");
  expect(keys).toHaveLength(4);
  expect(keys.slice(0, 3)).toEqual(Array(3).fill(keys[0]));
  expect(keys[3]).not.toBe(keys[0]);
});

it("leaves it to the cell to say that a registry of packages is away", async () => {
  const { ask } = failing("UNAVAILABLE");
  await expect(ask("packages.load")).rejects.toThrow("It is UNAVAILABLE.");
});

it("waits for space on the disk, says so once, and lets a training go on without its checkpoint", async () => {
  const waits = failing("NO_SPACE", "NO_SPACE");
  await waits.ask("models.save");
  expect(waits.shown).toMatchObject([{ bundles: [{ "text/plain": "It is NO_SPACE. Until then this cell waits." }] }]);
  await expect(failing("NO_SPACE").ask("checkpoints.put")).rejects.toThrow("It is NO_SPACE.");
});

it("leaves to the cell what it brought about itself", async () => {
  const { ask } = failing("NOT_FOUND");
  await expect(ask("datasets.load")).rejects.toThrow("It is NOT_FOUND.");
});

it("waits no longer than its job", async () => {
  const { ask, end } = failing(...Array.from({ length: 1000 }, () => "UNAVAILABLE" as const));
  const asked = ask("datasets.load");
  end.abort();
  await expect(asked).rejects.toThrow("It is UNAVAILABLE.");
});
