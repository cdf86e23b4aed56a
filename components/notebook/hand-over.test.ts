import { beforeEach, expect, it, vi } from "vitest";
import { toast } from "@/components/ui/toast";
import { HandOver } from "./hand-over";

const message = vi.spyOn(toast, "message").mockImplementation(() => undefined);
beforeEach(() => message.mockClear());

function person() {
  const kept = new Map<string, string>();
  const sent: string[] = [];
  const own = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  return { page: () => new HandOver(own, (runId) => sent.push(runId)), sent };
}

it("asks once, and does as it was told from then on", () => {
  const { page, sent } = person();
  const first = page();
  first.kept("a");
  first.kept("a");
  first.kept("b");
  page().kept("c");
  expect(message).toHaveBeenCalledTimes(1);
  expect(sent).toEqual([]);
  message.mock.calls[0]?.[1]?.action?.onClick();
  expect(sent).toEqual(["a", "b"]);
  page().kept("d");
  page().choose(false);
  page().kept("e");
  expect(sent).toEqual(["a", "b", "d"]);
  expect(message).toHaveBeenCalledTimes(1);
});
