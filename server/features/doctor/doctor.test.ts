import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createToken } from "@/server/features/people/tokens";
import { createPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";

let open: TestServer;
let named: TestServer;
beforeAll(async () => {
  open = await createTestServer({ HOST: "0.0.0.0" });
  named = await createTestServer({
    QUIRE_URL: "https://quire.example.org",
    QUIRE_SANDBOX_URL: "https://cells.example.net",
  });
});
afterAll(() => Promise.all([open.close(), named.close()]));

const answerSchema = z.object({
  result: z.object({
    data: z.object({
      json: z.object({ checks: z.array(z.object({ title: z.string(), state: z.string(), found: z.string() })) }),
    }),
  }),
});

/** The server's verdicts for someone who comes by that name. */
async function askAs(server: TestServer, host: string, headers: Record<string, string> = {}) {
  const { userId } = await createPerson(server.app);
  const { token } = await createToken(server.app, userId, { name: "t", scopes: ["read"], days: null });
  const answer = await new Promise<string>((resolve, reject) => {
    const asked = request(`${server.url}/trpc/doctor.checks`, {
      headers: { ...headers, host, authorization: `Bearer ${token}` },
    });
    asked.once("response", (response) => void text(response).then(resolve, reject));
    asked.once("error", reject).end();
  });
  const { checks } = answerSchema.parse(JSON.parse(answer)).result.data.json;
  return Object.fromEntries(checks.map(({ title, state, found }) => [title, { state, found }]));
}

it("judges the address at which the visitor came, where no setting names one", async () => {
  expect(await askAs(open, "localhost:3000")).toMatchObject({
    "Secure address": { state: "ok" },
    "Site for cells": { state: "ok" },
    Database: { state: "ok" },
    "Data folder": { state: "ok" },
  });
  const checks = await askAs(open, "quire.lan:3000", { "x-forwarded-proto": "https" });
  // The header of a proxy counts only where the settings say that there is one.
  expect(checks["Secure address"]).toMatchObject({
    state: "fail",
    found: expect.stringContaining("http://quire.lan:3000 is plain HTTP") as string,
  });
  expect(checks["Site for cells"]).toMatchObject({
    state: "fail",
    found: expect.stringContaining("every visitor's own machine") as string,
  });
});

it("judges the address that the settings name, however the visitor came", async () => {
  expect(await askAs(named, "quire.lan:3000")).toMatchObject({
    "Secure address": { state: "ok" },
    "Site for cells": { state: "ok" },
  });
});
