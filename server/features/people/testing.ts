import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { createCallerFactory } from "@/server/trpc/init";
import { peopleRouter } from "./router";

const createCaller = createCallerFactory(peopleRouter);

/** This feature's procedures, called as that person, rights included. */
export const peopleCaller = (app: App, principal: Principal | null, signal?: AbortSignal) =>
  createCaller(
    { app, principal, worker: null, requestId: "test", log: app.log, ip: "127.0.0.1", origin: "http://localhost" },
    { signal },
  );

export const signUp = (name: string) => ({
  name,
  email: `${name.toLowerCase()}@example.org`,
  password: `the password of ${name}`,
});
