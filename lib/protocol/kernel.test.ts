import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { z } from "zod";
import { fromKernelSchema, KERNEL_PROTOCOL_VERSION, toKernelSchema } from "./kernel";

it("has a version that changes with its messages", () => {
  const schemas = [toKernelSchema, fromKernelSchema].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }),
  );
  const hash = createHash("sha256").update(JSON.stringify(schemas)).digest("hex").slice(0, 16);
  // Changed the messages? Raise KERNEL_PROTOCOL_VERSION, then put both here.
  expect({ version: KERNEL_PROTOCOL_VERSION, hash }).toEqual({ version: 7, hash: "2e177da330e11bd8" });
});
