import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { closeCodes } from "@/lib/collab/protocol";
import { socketTable } from "@/server/sockets";
import type { Headers } from "./rights-cast";
import { foreignSite, rolesBelow } from "./rights-rules";
import { expectUntouched, openStage, type Stage } from "./rights-stage";

/** Tries to open every socket without the right to. */

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.server.close());

describe("every socket", () => {
  /** Resolves to the code of its close, `open` when it stays open and talks, or the status of a refused upgrade. */
  const connect = (pathname: string, headers: Headers) =>
    new Promise<number | "open">((resolve, reject) => {
      const ws = new WebSocket(stage.server.url.replace(/^http/, "ws") + pathname, { headers });
      ws.once("close", (code) => resolve(code));
      ws.once("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        ws.terminate();
      });
      ws.once("message", () => {
        resolve("open");
        ws.close();
      });
      ws.once("error", (error) => (ws.readyState === WebSocket.CONNECTING ? resolve(0) : reject(error)));
    });
  const at = (pattern: string) => pattern.replace(":notebookId", stage.secrets.notebookId);
  const refusals: unknown[] = [closeCodes.signedOut, closeCodes.forbidden, closeCodes.gone, 403];

  it("declares its rule", () => {
    expect(socketTable.length).toBeGreaterThan(1);
    for (const { path: pattern, access } of socketTable) {
      expect(["signedIn", "notebook"], pattern).toContain(access.kind);
      if (access.kind === "notebook") expect(pattern).toContain(":notebookId");
    }
  });

  it.each(socketTable.map((route) => [route.path, route] as const))(
    "%s refuses who may not",
    async (pattern, route) => {
      const { session } = stage.cast.byRole.owner;
      expect(await connect(at(pattern), stage.cast.nobody)).toBe(closeCodes.signedOut);
      expect(await connect(at(pattern), { authorization: "Bearer quire_pat_00000" })).toBe(closeCodes.signedOut);
      expect(await connect(at(pattern), { ...session, origin: foreignSite })).toBe(403);
      expect(await connect(at(pattern), { cookie: session.cookie ?? "" })).toBe(403);
      expect(await connect(at(pattern), stage.worker)).toBe(closeCodes.signedOut);
      if (route.access.kind !== "notebook") return;
      expect(await connect(at(pattern), stage.job)).toBe(closeCodes.forbidden);
      expect(await connect(at(pattern), stage.cast.stranger.session)).toBe(closeCodes.gone);
      expect(await connect(pattern.replace(":notebookId", "0".repeat(20)), session)).toBe(closeCodes.gone);
      expect(refusals).not.toContain(await connect(at(pattern), session));
      for (const role of rolesBelow(route.access.role))
        expect(await connect(at(pattern), stage.cast.byRole[role].session)).toBe(closeCodes.forbidden);
    },
  );

  it("that is unknown is refused", async () => {
    expect(await connect("/sockets/other", stage.cast.byRole.owner.session)).toBe(404);
    expect(await connect("/", stage.cast.byRole.owner.session)).toBe(404);
  });
});

it("leaves the team as it was, after all that was refused", () => expectUntouched(stage));
