import { expect, it } from "vitest";
import { announcement } from "./announcement";
import { readEnv } from "./env";

const printed = (settings: Record<string, string>) => announcement(readEnv(settings), null);

it("says only the address where nobody else can connect", () => {
  expect(printed({}).trim()).toBe("Quire is ready at http://localhost:3000");
});

it("says what plain HTTP on a public address means, and what to set", () => {
  const text = printed({ HOST: "0.0.0.0" });
  for (const words of [
    "no WebGPU",
    "passwords travel in the clear",
    "QUIRE_TLS=",
    "QUIRE_URL",
    "QUIRE_SANDBOX_URL",
    "/doctor",
  ])
    expect(text).toContain(words);
});

it("says less, the more is set", () => {
  const https = { HOST: "0.0.0.0", QUIRE_TLS: "self-signed", QUIRE_URL: "https://quire.example.org" };
  expect(printed(https)).not.toContain("passwords");
  expect(printed(https)).toContain("QUIRE_SANDBOX_URL");
  expect(printed({ ...https, QUIRE_SANDBOX_URL: "https://cells.example.net" }).trim()).toBe(
    "Quire is ready at https://quire.example.org",
  );
});
