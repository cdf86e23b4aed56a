import { expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { limitRate } from "./rate-limits";

it("a person may open sixty sessions a minute; each of their jobs has a count of its own", async () => {
  const ana = { userId: newId() };
  const jobOfAna = () => ({ ...ana, attempt: { id: newId() } });
  const open = async (who: () => Parameters<typeof limitRate>[1], times: number) => {
    for (let i = 0; i < times; i++) await limitRate("session", who());
  };
  await open(jobOfAna, 100);
  await open(() => ana, 60);
  await expect(open(() => ana, 1)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
  await open(jobOfAna, 1);
  const one = jobOfAna();
  await expect(open(() => one, 61)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
});
