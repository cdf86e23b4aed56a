import { TRPCClientError } from "@trpc/client";
import { expect, it } from "vitest";
import { failureOf } from "./execution-transport";

const refusal = (code: string, httpStatus: number, quireCode?: string) =>
  TRPCClientError.from({ error: { code: -32603, message: "why", data: { code, httpStatus, quireCode } } });

it("sends results again that a full disk could not take, and those that got no answer", () => {
  expect(failureOf(refusal("INTERNAL_SERVER_ERROR", 507, "NO_SPACE"))).toEqual({ kind: "retry", message: "why" });
  expect(failureOf(new TypeError("fetch failed")).kind).toBe("retry");
  expect(failureOf(refusal("BAD_REQUEST", 400)).kind).toBe("refused");
});
