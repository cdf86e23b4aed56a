import { afterEach, describe, expect, it } from "vitest";
import { guardFetch, refusal } from "./fetch-guard";

describe("what a cell may fetch", () => {
  const hosts = ["https://data.example.org", "https://api.example.org:8443"];

  it.each([
    "https://data.example.org/a.csv?x=1",
    "https://DATA.example.org",
    "https://data.example.org:443/",
    "https://api.example.org:8443/now",
    "wss://data.example.org/live",
  ])("is %s, on a host of the list", (address) => expect(refusal(hosts, address)).toBeNull());

  it.each([
    ["https://evil.example/a", "lets cells reach data.example.org, api.example.org:8443, and not evil.example"],
    ["https://data.example.org:444/a", "and not data.example.org:444"],
    ["https://data.example.org.evil.example", "and not data.example.org.evil.example"],
    ["https://data.example.org@evil.example", "and not evil.example"],
    ["http://data.example.org", "by HTTPS only"],
    ["/a.csv", "is no address. Write it in full"],
  ])("is not %s", (address, words) => expect(refusal(hosts, address)).toContain(words));

  it("is nothing where the workspace allows nothing", () => {
    expect(refusal([], "https://data.example.org/a")).toBe(
      "This workspace does not let cells reach the internet, so data.example.org was not fetched. An owner can allow hosts under “Internet for cells” in the workspace's settings; then restart the kernel.",
    );
  });

  it("is every host by HTTPS where the workspace allows all", () => {
    expect(refusal(["*"], "https://any.example")).toBeNull();
    expect(refusal(["*"], "http://any.example")).toContain("by HTTPS only");
  });
});

describe("a fetch that the browser lets pass", () => {
  const before = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = before;
  });

  it("says what may be wrong where it fails, and keeps what the browser said", async () => {
    globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    guardFetch(["https://data.example.org"], []);
    const failed = fetch("https://data.example.org/a.csv");
    await expect(failed).rejects.toThrow(
      /^data\.example\.org could not be reached: .*\(CORS\), or it leads on to a host/,
    );
    await expect(failed).rejects.toMatchObject({ name: "TypeError", cause: { message: "Failed to fetch" } });
    await expect(fetch("https://other.example")).rejects.toMatchObject({ name: "QuireError", code: "FORBIDDEN" });
  });

  it("passes what a cell's own stop brings about, and everything where there is no policy", async () => {
    const stopped = new DOMException("stopped", "AbortError");
    globalThis.fetch = () => Promise.reject(stopped);
    guardFetch(["*"], []);
    await expect(fetch("https://data.example.org")).rejects.toBe(stopped);
    globalThis.fetch = () => Promise.resolve(new Response("yes"));
    guardFetch(null, []);
    expect(await (await fetch("http://anything.example")).text()).toBe("yes");
  });
});
