import path from "node:path";
import { expect, it } from "vitest";
import { EnvError, readEnv } from "./env";

it("needs no setting at all, and listens to this machine only", () => {
  const env = readEnv({});
  expect(env).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    appUrl: "http://localhost:3000",
    sandboxUrl: "http://sandbox.localhost:3000",
  });
  expect(env.QUIRE_DATA).toBe(path.resolve(".quire"));
});

it("takes an empty setting for one that is not given", () => {
  expect(readEnv({ PORT: "", DATABASE_URL: "", QUIRE_URL: "" }).PORT).toBe(3000);
});

it.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["QUIRE_URL", "localhost:3000"],
  ["QUIRE_SANDBOX_URL", "ftp://cells.example"],
  ["DATABASE_URL", "mysql://somewhere/db"],
  ["QUIRE_TLS", "certificate.pem"],
  ["QUIRE_SECRET", "short"],
  ["QUIRE_LOG_LEVEL", "loud"],
  ["QUIRE_TRUST_PROXY", "perhaps"],
  ["QUIRE_MAX_UPLOAD_MB", "-1"],
  ["QUIRE_WORKERS", "many"],
  ["QUIRE_WORKER_DRIVER", "pbs"],
  ["QUIRE_IMPORT_NETWORKS", "10.0.0.0/8,localhost"],
  ["QUIRE_BLOBS", "gs://bucket"],
])("refuses %s=%s in one line that names it", (name, value) => {
  const refuse = () => readEnv({ [name]: value });
  expect(refuse).toThrow(EnvError);
  expect(refuse).toThrow(new RegExp(`^${name}="${value}" cannot be used: .+\\.$`));
});

it("refuses to run cells on the app's own origin", () => {
  expect(() => readEnv({ QUIRE_SANDBOX_URL: "http://localhost:3000/" })).toThrow(/own origin/);
});

it.each([
  [{ QUIRE_URL: "https://quire.example.org/" }, "https://quire.example.org", null],
  [
    { QUIRE_URL: "https://quire.example.org", QUIRE_SANDBOX_URL: "https://cells.example.net" },
    "https://quire.example.org",
    "https://cells.example.net",
  ],
  [{ HOST: "0.0.0.0", PORT: "80" }, "http://localhost", "http://sandbox.localhost"],
  [{ HOST: "192.168.1.7" }, "http://192.168.1.7:3000", null],
  [{ QUIRE_TLS: "self-signed" }, "https://localhost:3000", "https://sandbox.localhost:3000"],
])("derives the addresses of %o", (source, appUrl, sandboxUrl) => {
  expect(readEnv(source)).toMatchObject({ appUrl, sandboxUrl });
});
