import { TRPCClientError } from "@trpc/client";
import { expect, it } from "vitest";
import { patiently } from "./sweep-calls";

/** Fails with these first. */
function asked(...errors: Error[]) {
  let times = 0;
  return {
    times: () => times,
    ask: () => {
      const error = errors[times++];
      return error ? Promise.reject(error) : Promise.resolve("answer");
    },
  };
}
const away = () => new TRPCClientError("fetch failed");
const refused = () => new TRPCClientError("No.", { result: { error: { data: { code: "FORBIDDEN" } } } });

it("a server that is away is asked again until it answers", async () => {
  const { ask, times } = asked(away(), away(), away());
  expect(await patiently(ask, 1)).toBe("answer");
  expect(times()).toBe(4);
});

it("a refusal is an answer", async () => {
  const { ask, times } = asked(away(), refused());
  await expect(patiently(ask, 1)).rejects.toThrow("No.");
  expect(times()).toBe(2);
});
