import { expect } from "vitest";
import { newId } from "@/lib/ids";
import { leaseNext, queueJob } from "@/server/features/jobs/ledger";
import { introduce } from "@/server/features/workers/registry";
import { createWorkerToken } from "@/server/features/workers/worker-tokens";
import { type Cast, createCast, type Headers, membershipOf } from "./rights-cast";
import { createSecrets, sampleJob, type Secrets, workerFacts } from "./rights-secrets";
import { createTestServer, type TestServer } from "./test-server";

/** Where one walk of rights takes place. */
export interface Stage {
  server: TestServer;
  cast: Cast;
  /** Of the team, which the stranger must not reach. */
  secrets: Secrets;
  strangersOwn: Secrets;
  /** What a worker of the team sends, and what a job that runs for its owner does. */
  worker: Headers;
  job: Headers;
}

async function machines({ app }: TestServer, { team, byRole }: Cast, { notebookId }: Secrets) {
  const { userId } = byRole.owner.person;
  const { id: tokenId, token } = await createWorkerToken(app, team.id, userId, "worker");
  const id = newId();
  await introduce(app, { tokenId, workspaceId: team.id }, { workerId: id, facts: workerFacts });
  await queueJob(app, { ...sampleJob, workspaceId: team.id, notebookId, userId });
  const lease = await leaseNext(app, { id, workspaceId: team.id, facts: workerFacts });
  const bearer = (secret = "") => ({ authorization: `Bearer ${secret}` });
  return { worker: bearer(token), job: bearer(lease?.token) };
}

export async function openStage(): Promise<Stage> {
  const server = await createTestServer();
  const cast = await createCast(server);
  const secrets = await createSecrets(server, cast.team, cast.byRole.owner, cast.byRole.editor);
  const strangersOwn = await createSecrets(server, cast.others, cast.stranger, cast.stranger);
  return { server, cast, secrets, strangersOwn, ...(await machines(server, cast, secrets)) };
}

/** Calls that are refused change nothing of the team. */
export async function expectUntouched({ server, cast }: Stage): Promise<void> {
  const { people, workspace } = await membershipOf(server.app, cast.team.id);
  expect(people.map(({ role }) => role).sort()).toEqual(["editor", "owner", "viewer"]);
  expect(workspace?.name).toBe("Team");
}
