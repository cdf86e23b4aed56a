import { afterAll, beforeAll, expect, it } from "vitest";
import type { JobNeeds } from "@/lib/protocol/job";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { createToken } from "@/server/features/people/tokens";
import { sampleJob } from "@/server/testing/rights-secrets";
import { createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { queueJob } from "./ledger";

let server: TestServer;
let ana: TestPerson;
let eve: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  [ana, eve] = [await createPerson(server.app), await createPerson(server.app, "Eve")];
  const { id: workspaceId } = await createWorkspace(server.app, [[ana, "owner"]]);
  const made = { workspaceId, title: "N", cells: [], userId: ana.userId };
  const { id: notebookId } = await createNotebookWithCells(server.app, made);
  const queue = (needs: JobNeeds) =>
    queueJob(server.app, { ...sampleJob, workspaceId, notebookId, userId: ana.userId, needs });
  await queue({ labels: [] });
  await queue({ labels: [] });
  await queue({ backend: "webgpu", memoryGb: 16, cores: 4, labels: ["lab", "a100"] });
});
afterAll(() => server.close());

async function metricsOf({ userId }: TestPerson): Promise<string[]> {
  const { token } = await createToken(server.app, userId, { name: "scaler", scopes: ["read"], days: null });
  const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return (await answer.text()).split("\n").filter((line) => line.startsWith("quire_jobs{"));
}

it("counts the jobs by what they ask for, for autoscalers", async () => {
  expect((await metricsOf(ana)).sort()).toEqual([
    'quire_jobs{status="queued",backend="",memory_gb="",cores="",labels=""} 2',
    'quire_jobs{status="queued",backend="webgpu",memory_gb="16",cores="4",labels="a100,lab"} 1',
  ]);
});

it("tells nobody of other workspaces' jobs", async () => {
  expect(await metricsOf(eve)).toEqual([]);
});
