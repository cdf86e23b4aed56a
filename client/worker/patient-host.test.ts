import { expect, it, vi } from "vitest";
import { type ErrorCode, QuireError } from "@/lib/protocol/errors";
import type { HostCallName, KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import { PatientHost } from "./patient-host";

/** A server that fails so, call after call, and then answers. */
function failing(...codes: ErrorCode[]) {
  const left = [...codes];
  const call = vi.fn(() => {
    const code = left.shift();
    return code === undefined ? Promise.resolve(null) : Promise.reject(new QuireError(code, `It is ${code}.`));
  });
  const end = new AbortController();
  const host = new PatientHost({ call } as unknown as KernelHost, end.signal);
  const shown: OutputChunk[] = [];
  const ask = (name: HostCallName) => host.call(name, {} as never, "x", (chunk) => shown.push(chunk));
  return { call, host, ask, shown, end };
}

it("asks again while the server is away, and the cell does not know", async () => {
  const { call, host, ask, shown } = failing("UNAVAILABLE", "UNAVAILABLE");
  expect(await ask("runs.log")).toBeNull();
  expect([call.mock.calls.length, host.unanswered, shown]).toEqual([3, null, []]);
});

it("does not do twice what might be done already, and remembers that the cell failed for no fault of its own", async () => {
  const { call, host, ask } = failing("UNAVAILABLE");
  await expect(ask("runs.start")).rejects.toThrow("It is UNAVAILABLE.");
  expect([call.mock.calls.length, host.unanswered]).toEqual([1, "It is UNAVAILABLE."]);
});

it("waits for space on the disk, says so once, and lets a training go on without its checkpoint", async () => {
  const waits = failing("NO_SPACE", "NO_SPACE");
  await waits.ask("models.save");
  expect(waits.shown).toMatchObject([{ bundles: [{ "text/plain": "It is NO_SPACE. Until then this cell waits." }] }]);
  await expect(failing("NO_SPACE").ask("checkpoints.put")).rejects.toThrow("It is NO_SPACE.");
});

it("leaves to the cell what it brought about itself", async () => {
  const { host, ask } = failing("NOT_FOUND");
  await expect(ask("datasets.load")).rejects.toThrow("It is NOT_FOUND.");
  expect(host.unanswered).toBeNull();
});

it("waits no longer than its job", async () => {
  const { ask, end } = failing(...Array.from({ length: 1000 }, () => "UNAVAILABLE" as const));
  const asked = ask("datasets.load");
  end.abort();
  await expect(asked).rejects.toThrow("It is UNAVAILABLE.");
});
