import { expect, it } from "vitest";
import { anyWorker, readOrder } from "./order";

it("what a person asks of a worker is read from its fields", () => {
  expect(readOrder(anyWorker)).toEqual({ ok: true, order: { needs: { labels: [] }, limits: { minutes: 60 } } });
  expect(readOrder({ backend: "webgpu", memoryGb: " 16 ", labels: "a100, lab,,", minutes: "1,5" })).toEqual({
    ok: true,
    order: { needs: { backend: "webgpu", memoryGb: 16, labels: ["a100", "lab"] }, limits: { minutes: 1.5 } },
  });
});

it("what cannot be read is said by its field", () => {
  expect(readOrder({ backend: "cuda", memoryGb: "much", labels: "x".repeat(51), minutes: "0" })).toEqual({
    ok: false,
    errors: {
      backend: "There is no such backend.",
      memoryGb: "Give a number of GB above 0, or leave it empty.",
      labels: "At most 20 labels, of 50 characters each.",
      minutes: "Give a number of minutes above 0, up to 7 days.",
    },
  });
});
