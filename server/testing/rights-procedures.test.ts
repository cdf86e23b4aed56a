import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Need } from "@/server/auth/scopes";
import { appRouter } from "@/server/trpc/root";
import type { Headers } from "./rights-cast";
import {
  foreignSite,
  madeUpByClients,
  makers,
  named,
  publicProcedures,
  rolesBelow,
  sampleTexts,
  tooLittle,
} from "./rights-rules";
import type { Secrets } from "./rights-secrets";
import { expectUntouched, openStage, type Stage } from "./rights-stage";
import { idsIn, type Known, sampleInput } from "./sample-input";
import { callOverHttp, openTrpcSocket, type ProcedureType } from "./trpc-over-http";

/** Tries every procedure, over HTTP and over the socket, without the right to. */

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.server.close());

/** What the team owns that this procedure's input can name. */
function knownOf({ name }: Procedure, team: Secrets): Known {
  const takesName = named.includes(name.split(".")[0] ?? "") && !makers.includes(name);
  return takesName ? { ...team.byProperty, name: team.name } : team.byProperty;
}

interface Procedure {
  name: string;
  type: ProcedureType;
  access: NonNullable<(typeof appRouter)["_def"]["_config"]["$types"]["meta"]>["access"] | undefined;
  inputs: readonly unknown[];
}

const procedures: Procedure[] = Object.entries(appRouter._def.procedures as Record<string, unknown>).map(
  ([name, value]) => {
    const { _def } = value as {
      _def: { type: ProcedureType; meta?: { access?: Procedure["access"] }; inputs: unknown[] };
    };
    return { name, type: _def.type, access: _def.meta?.access, inputs: _def.inputs };
  },
);

const isForPeople = ({ access }: Procedure): boolean => access?.kind === "workspace" || access?.kind === "signedIn";
const needOf = ({ type, access }: Procedure): Need =>
  (access && "scope" in access ? access.scope : undefined) ?? (type === "mutation" ? "write" : "read");
const call = (procedure: Procedure, input: unknown, headers: Headers) =>
  callOverHttp(stage.server.url, procedure.name, procedure.type, input, headers);
/** The smallest valid input for the first team. */
const inputFor = (procedure: Procedure) => sampleInput(procedure.inputs, { workspace: stage.cast.team.slug }).input;

describe("every procedure", () => {
  it("is found by this test", () => {
    expect(procedures.length).toBeGreaterThan(30);
    expect(new Set(procedures.map(({ name }) => name.split(".")[0]))).toEqual(
      new Set(Object.keys(appRouter._def.record)),
    );
  });

  it("declares who may call it, and the public ones are the ones we know", () => {
    for (const { name, access } of procedures) expect(access, name).toBeDefined();
    const open = procedures.filter(({ access }) => access?.kind === "public");
    expect(open.map(({ name }) => name).sort()).toEqual(publicProcedures);
    for (const { access } of open) expect(access?.kind === "public" && access.why.length).toBeGreaterThan(10);
  });

  it("takes no kind of id that the other team does not try", () => {
    for (const { name, inputs } of procedures.filter(({ access }) => access?.kind === "workspace"))
      for (const id of idsIn(inputs).filter((property) => !madeUpByClients.includes(property)))
        expect(
          Object.keys(stage.secrets.byProperty),
          `${name} takes ${id}: add one of the team's to rights-stage.secrets.ts`,
        ).toContain(id);
  });

  describe.each(procedures.filter(({ access }) => access?.kind !== "public"))("$name", (procedure) => {
    it("refuses who is not signed in", async () => {
      const input = inputFor(procedure);
      expect((await call(procedure, input, stage.cast.nobody)).code).toBe("UNAUTHORIZED");
      expect((await call(procedure, input, { authorization: "Bearer quire_pat_0000000000000000" })).code).toBe(
        "UNAUTHORIZED",
      );
      expect((await call(procedure, input, { cookie: "quire.session_token=a.b", origin: stage.server.url })).code).toBe(
        "UNAUTHORIZED",
      );
    });

    if (procedure.access?.kind === "worker") return;

    it("refuses a token with too little scope", async () => {
      const input = inputFor(procedure);
      for (const scope of tooLittle[needOf(procedure)])
        expect((await call(procedure, input, stage.cast.byRole.owner.tokens[scope])).code, scope).toBe("FORBIDDEN");
    });

    const { access } = procedure;
    if (access?.kind !== "workspace") return;

    it("refuses members of other workspaces, and does not say whether the workspace exists", async () => {
      const input = inputFor(procedure);
      const foreign = await call(procedure, input, stage.cast.stranger.session);
      const missing = await call(procedure, { ...input, workspace: "no-such-team" }, stage.cast.stranger.session);
      expect([foreign.code, missing.code]).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    });

    it("refuses a role that is too low", async () => {
      const input = inputFor(procedure);
      for (const role of rolesBelow(access.role))
        expect((await call(procedure, input, stage.cast.byRole[role].session)).code, role).toBe("FORBIDDEN");
    });

    it("finds nothing of another workspace by its ids", async () => {
      const own = { ...sampleTexts, ...knownOf(procedure, stage.strangersOwn), workspace: stage.cast.others.slug };
      const foreign = knownOf(procedure, stage.secrets);
      const { used } = sampleInput(procedure.inputs, own);
      for (const property of Object.keys(foreign).filter((name) => used.has(name))) {
        const { input } = sampleInput(procedure.inputs, { ...own, [property]: foreign[property] });
        const outcome = await call(procedure, input, stage.cast.stranger.session);
        const story = `${property}: ${JSON.stringify(input)} → ${outcome.text}`;
        expect(outcome.text, story).not.toContain(stage.secrets.marker);
        // A query over several ids may answer with nothing; a change may not pretend that it happened.
        const accepted = procedure.type === "mutation" ? ["NOT_FOUND", "CONFLICT"] : ["NOT_FOUND", "CONFLICT", "OK"];
        expect(accepted, story).toContain(outcome.code);
      }
    });
  });

  it("is closed to people where it is for workers, and to workers where it is for people", async () => {
    for (const procedure of procedures.filter(({ access }) => access?.kind === "worker"))
      for (const headers of [stage.cast.byRole.owner.session, stage.cast.byRole.owner.tokens.manage])
        expect((await call(procedure, inputFor(procedure), headers)).code, procedure.name).toBe("UNAUTHORIZED");
    for (const procedure of procedures.filter(isForPeople))
      expect((await call(procedure, inputFor(procedure), stage.worker)).code, procedure.name).toBe("UNAUTHORIZED");
  });

  it("is closed to a job but for what a kernel may ask for, and that only in its own workspace", async () => {
    // Its own end is the last that it may say.
    const others = procedures.filter(({ name }) => name !== "jobs.end");
    const forKernels = others.filter(({ access }) => access?.kind === "workspace" && access.forKernels);
    expect(forKernels.length).toBeGreaterThan(10);
    for (const procedure of others.filter(isForPeople)) {
      const { code } = await call(procedure, inputFor(procedure), stage.job);
      if (forKernels.includes(procedure)) expect(["UNAUTHORIZED", "FORBIDDEN"], procedure.name).not.toContain(code);
      else expect(code, procedure.name).toBe("FORBIDDEN");
    }
    for (const procedure of forKernels) {
      const elsewhere = { ...inputFor(procedure), workspace: stage.cast.others.slug };
      expect((await call(procedure, elsewhere, stage.job)).code, procedure.name).toBe("NOT_FOUND");
    }
  });

  it("lets those in who may, where calling changes nothing", async () => {
    for (const procedure of procedures.filter(({ type, access }) => type === "query" && access?.kind === "workspace")) {
      const role = procedure.access?.kind === "workspace" ? procedure.access.role : "owner";
      const { code } = await call(procedure, inputFor(procedure), stage.cast.byRole[role].session);
      expect(["UNAUTHORIZED", "FORBIDDEN"], procedure.name).not.toContain(code);
    }
  });

  it("refuses the same over the socket", async () => {
    const socket = await openTrpcSocket(stage.server.url, stage.cast.stranger.session);
    for (const procedure of procedures.filter(({ access }) => access?.kind === "workspace"))
      expect((await socket.call(procedure.name, procedure.type, inputFor(procedure))).code, procedure.name).toBe(
        "NOT_FOUND",
      );
    socket.close();
    const reader = await openTrpcSocket(stage.server.url, stage.cast.byRole.owner.tokens.read);
    for (const procedure of procedures.filter(
      ({ access, ...candidate }) =>
        access?.kind !== "public" && access?.kind !== "worker" && needOf({ access, ...candidate }) !== "read",
    ))
      expect((await reader.call(procedure.name, procedure.type, inputFor(procedure))).code, procedure.name).toBe(
        "FORBIDDEN",
      );
    reader.close();
  });

  it("cannot be reached by a page of another site", async () => {
    const foreign = { ...stage.cast.byRole.owner.session, origin: foreignSite };
    for (const procedure of procedures.filter(({ type }) => type === "mutation")) {
      const response = await fetch(`${stage.server.url}/trpc/${procedure.name}`, {
        method: "POST",
        headers: { ...foreign, "content-type": "application/json" },
        body: JSON.stringify({ json: inputFor(procedure) }),
      });
      expect(response.status, procedure.name).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("that changes something cannot be called by GET", async () => {
    for (const procedure of procedures.filter(({ type }) => type === "mutation")) {
      const input = encodeURIComponent(JSON.stringify({ json: inputFor(procedure) }));
      const response = await fetch(`${stage.server.url}/trpc/${procedure.name}?input=${input}`, {
        headers: stage.cast.byRole.owner.session,
      });
      expect(response.status, procedure.name).toBe(405);
    }
  });
});

it("leaves the team as it was, after all that was refused", () => expectUntouched(stage));
