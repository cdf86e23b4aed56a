import { describe, expect, it } from "vitest";
import { checkOrigin } from "./origin";

const env = { appUrl: "https://quire.example", QUIRE_TRUST_PROXY: false };
const request = (headers: Record<string, string>, method = "POST", encrypted = false) => ({
  method,
  headers: { host: "localhost:3000", ...headers },
  socket: { encrypted },
});
const check = (...args: Parameters<typeof request>) => checkOrigin(env, request(...args));

describe("checkOrigin", () => {
  it("lets a page of the request's own host change things", () => {
    expect(() => check({ origin: "http://localhost:3000", cookie: "a=b" })).not.toThrow();
  });

  it("lets a page at the configured address change things, whatever the Host header behind the proxy", () => {
    expect(() => check({ origin: "https://quire.example", cookie: "a=b" })).not.toThrow();
  });

  it.each([
    "http://localhost:4000",
    "http://sandbox.localhost:3000",
    "https://localhost:3000",
    "https://evil.example",
    "null",
  ])("refuses a change from %s, with or without a cookie", (origin) => {
    expect(() => check({ origin, cookie: "a=b" })).toThrow(/refused/);
    expect(() => check({ origin })).toThrow(/refused/);
  });

  it("refuses a cookie without an Origin, for no browser sends that with a change", () => {
    expect(() => check({ cookie: "a=b" })).toThrow(/Origin/);
  });

  it("lets programs through that send neither", () => {
    expect(() => check({})).not.toThrow();
  });

  it("lets reads through from anywhere: their answers carry no CORS headers", () => {
    expect(() => check({ origin: "https://evil.example", cookie: "a=b" }, "GET")).not.toThrow();
  });

  it("holds the opening of a socket to the same rule, though it is a GET", () => {
    expect(() => check({ origin: "https://evil.example", upgrade: "websocket" }, "GET")).toThrow(/refused/);
    expect(() => check({ cookie: "a=b", upgrade: "websocket" }, "GET")).toThrow(/Origin/);
    expect(() => check({ origin: "http://localhost:3000", upgrade: "websocket" }, "GET")).not.toThrow();
  });

  it("knows the scheme from the socket, and from a proxy only when told to trust one", () => {
    const headers = { origin: "https://localhost:3000", "x-forwarded-proto": "https" };
    expect(() => check({ origin: "https://localhost:3000" }, "POST", true)).not.toThrow();
    expect(() => check(headers)).toThrow(/refused/);
    expect(() => checkOrigin({ ...env, QUIRE_TRUST_PROXY: true }, request(headers))).not.toThrow();
  });
});
