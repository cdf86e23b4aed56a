import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Role } from "@/lib/protocol/workspace";
import { createWorkerToken } from "@/server/features/workers/worker-tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import type { WorkerOptions } from "../worker";
import { attemptsOf, executionsOf, jobOf, makeNotebook, shownIn, type Sources, untilJob } from "./jobs";
import { beginWorker } from "./worker";

/**
 * A server in this process, with Ana and one more person for each further role; for each test a workspace of theirs, and workers that end with it.
 */
export function setUpLab(...roles: Role[]) {
  let server: TestServer;
  let people: [TestPerson, Role][];
  let workspace: { id: string; slug: string };
  let token: string;
  const workers: ReturnType<typeof beginWorker>[] = [];

  beforeAll(async () => {
    server = await createTestServer();
    const all: Role[] = ["owner", ...roles];
    people = await Promise.all(all.map(async (role) => [await createPerson(server.app), role] as [TestPerson, Role]));
  });
  beforeEach(async () => {
    workspace = await createWorkspace(server.app, people);
    ({ token } = await createWorkerToken(server.app, workspace.id, person(0).userId, "lab"));
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(({ stop }) => stop()));
  });
  afterAll(() => server.close());

  const person = (at: number): TestPerson => people[at]![0];
  const as = (who = person(0)) => callerFor(server.app, who);
  return {
    get server() {
      return server;
    },
    get app() {
      return server.app;
    },
    get workspace() {
      return workspace.slug;
    },
    get workspaceId() {
      return workspace.id;
    },
    /** Of the workspace's workers. */
    get token() {
      return token;
    },
    get ana() {
      return person(0);
    },
    /** Ana is the first. */
    person,
    as,
    startWorker: (change: Partial<WorkerOptions> = {}) => {
      const worker = beginWorker({ url: server.url, token, ...change });
      workers.push(worker);
      return worker;
    },
    notebook: (sources: Sources) => makeNotebook(server.app, workspace.id, person(0).userId, sources),
    dispatch: async (notebookId: string, cellIds: string[]) =>
      (await as().jobs.dispatch({ workspace: workspace.slug, notebookId, cellIds })).jobId,
    job: (id: string) => jobOf(server.app, id),
    until: (id: string, status: string) => untilJob(server.app, id, status),
    attempts: (id: string) => attemptsOf(server.app, id),
    executions: (notebookId: string) => executionsOf(server.app, notebookId),
    shown: (notebookId: string, cellId?: string) => shownIn(server.app, notebookId, cellId),
  };
}
