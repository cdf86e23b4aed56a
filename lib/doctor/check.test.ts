import { expect, it } from "vitest";
import { checkSandboxSite, checkSecureContext } from "./check";

it.each([
  ["http://localhost:3000", "ok"],
  ["http://127.0.0.1:3000", "ok"],
  ["https://quire.example.org", "ok"],
  ["http://192.168.1.7:3000", "fail"],
])("says of the address %s: %s", (appUrl, state) => {
  expect(checkSecureContext({ appUrl, sandboxUrl: null }).state).toBe(state);
});

it.each([
  ["http://localhost:3000", "http://sandbox.localhost:3000", "ok"],
  ["https://quire.example.org", "https://cells.example.net", "ok"],
  ["https://quire.example.org", "https://quire.example.org:8443", "warn"],
  ["http://192.168.1.7:3000", null, "warn"],
  ["http://192.168.1.7:3000", "http://sandbox.localhost:3000", "fail"],
  ["https://quire.example.org", "http://cells.example.net", "fail"],
])("says of the app %s with cells on %s: %s", (appUrl, sandboxUrl, state) => {
  const check = checkSandboxSite({ appUrl, sandboxUrl });
  expect(check.state).toBe(state);
  expect(check.fix === "").toBe(state === "ok");
});
