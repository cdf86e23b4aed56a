import { expect } from "vitest";
import { type Cast, createCast, membershipOf } from "./rights-cast";
import { createSecrets, type Secrets } from "./rights-secrets";
import { createTestServer, type TestServer } from "./test-server";

/** Where one walk of rights takes place. */
export interface Stage {
  server: TestServer;
  cast: Cast;
  /** Of the team, which the stranger must not reach. */
  secrets: Secrets;
  strangersOwn: Secrets;
}

export async function openStage(): Promise<Stage> {
  const server = await createTestServer();
  const cast = await createCast(server);
  const secrets = await createSecrets(server, cast.team, cast.byRole.owner, cast.byRole.editor);
  const strangersOwn = await createSecrets(server, cast.others, cast.stranger, cast.stranger);
  return { server, cast, secrets, strangersOwn };
}

/** Calls that are refused change nothing of the team. */
export async function expectUntouched({ server, cast }: Stage): Promise<void> {
  const { people, workspace } = await membershipOf(server.app, cast.team.id);
  expect(people.map(({ role }) => role).sort()).toEqual(["editor", "owner", "viewer"]);
  expect(workspace?.name).toBe("Team");
}
